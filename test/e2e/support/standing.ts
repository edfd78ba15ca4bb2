import { destroy, removeStack, up } from "../../../lab/demo/stack.ts";
import { pristineLab } from "../../../lab/pristine.ts";
import { newDeployment, report, type Deployment } from "./deployment.ts";

const name = "standing";

/**
 * The demo's fleet, deployed: the files of test/e2e/standing begin from it, one after the other, and none has to make it. What the
 * file before has changed, `up` puts right; where that fails, everything is made from nothing.
 */
export async function standingDeployment(): Promise<Deployment> {
  const deployment = await newDeployment(name);
  await deployment.describe();
  try {
    await up(deployment.stack, report);
    return deployment;
  } catch (error) {
    report(`The standing deployment is made from nothing: ${String(error)}`);
    await removeStack(deployment.stack);
    await pristineLab(report);
    const fresh = await newDeployment(name);
    await fresh.describe();
    await up(fresh.stack, report);
    return fresh;
  }
}

/** Takes it down. */
export async function endStandingDeployment(): Promise<void> {
  const { stack } = await newDeployment(name);
  await destroy(stack, report).catch(() => removeStack(stack));
}
