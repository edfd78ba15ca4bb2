import type { StackStatus } from "../../../lab/demo/outcome.ts";
import { destroy, plainOutputs, removeStack, up } from "../../../lab/demo/stack.ts";
import { pristineLab } from "../../../lab/pristine.ts";
import { newDeployment, report, type Deployment } from "./deployment.ts";

const name = "standing";

/** A deployment that is up. */
export interface StandingDeployment extends Deployment {
  status: StackStatus;
  /** How long the last `up` took on this machine. */
  tookMs: number;
}

/**
 * The demo's fleet, deployed: the files of test/e2e/standing begin from it, one after the other, and none has to make it. What the
 * file before has changed, `up` puts right; where that fails, everything is made from nothing.
 */
export async function standingDeployment(): Promise<StandingDeployment> {
  const deployment = await newDeployment(name);
  await deployment.describe();
  try {
    return await standUp(deployment);
  } catch (error) {
    report(`The standing deployment is made from nothing: ${String(error)}`);
    await removeStack(deployment.stack);
    await pristineLab(report);
    const fresh = await newDeployment(name);
    await fresh.describe();
    return await standUp(fresh);
  }
}

async function standUp(deployment: Deployment): Promise<StandingDeployment> {
  const began = Date.now();
  const { outputs } = await up(deployment.stack, report);
  return { ...deployment, status: plainOutputs(outputs), tookMs: Date.now() - began };
}

/** Takes it down. */
export async function endStandingDeployment(): Promise<void> {
  const { stack } = await newDeployment(name);
  await destroy(stack, report).catch(() => removeStack(stack));
}
