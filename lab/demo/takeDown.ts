import type { Report } from "../../scripts/report.ts";
import { labStatus } from "../status.ts";
import { openStack, destroy, removeStack } from "./stack.ts";

/**
 * Removes all that the demo made: the stack, while its servers are there to be cleaned, and then the lab. Servers that are gone already
 * take what was on them along.
 */
export async function takeDown(report: Report, labDown: (report: Report) => Promise<void>): Promise<void> {
  const hosts = await labStatus();
  const stack = await openStack(report);
  const running = hosts.some((host) => host.state === "running");
  if (!running) {
    await removeStack(stack);
  } else {
    try {
      await destroy(stack, report);
    } catch (error) {
      report(
        `pulumi destroy failed (${(error as Error).message.split("\n")[0] ?? ""}); the servers go away anyhow`,
      );
      await stack.cancel().catch(() => undefined);
      await removeStack(stack);
    }
  }
  await labDown(report);
}
