import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Report } from "../../scripts/report.ts";
import { labDown, type DownOptions } from "../down.ts";
import { labStatus } from "../status.ts";
import { destroy, openStack, removeStack } from "./stack.ts";
import { stackDirectory, stackName } from "./workspace.ts";

/**
 * Removes all that the demo made: the stack, while its servers are there to be cleaned, and then the lab. Servers that are gone
 * already took along what was on them.
 */
export async function takeDown(report: Report, options: DownOptions = {}): Promise<void> {
  if (hasStack()) await takeStackDown(report);
  await labDown(report, options);
}

async function takeStackDown(report: Report): Promise<void> {
  const stack = await openStack(report);
  const members = await labStatus();
  if (!members.some(({ state }) => state === "running")) {
    await removeStack(stack);
    return;
  }
  try {
    await destroy(stack, report);
  } catch (error) {
    report(`${(error as Error).message}\nThe servers themselves are removed now, with what is left on them.`);
    await removeStack(stack);
  }
}

/** Asked of the backend's files: without a stack, no engine has to be built for a mere `--down`. */
function hasStack(): boolean {
  return existsSync(join(stackDirectory("state"), ".pulumi/stacks/dagster-multihost", `${stackName}.json`));
}
