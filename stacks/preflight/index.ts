import * as pulumi from "@pulumi/pulumi";
import { ProvisioningError } from "../../components/index.ts";
import { isUnreachable, warnOnce } from "../../components/ssh/preview.ts";
import type { Fleet } from "../fleet/schema.ts";
import type { LastUp } from "../lastUp.ts";
import { lookAt } from "./host.ts";

/**
 * Looks at every server of a fleet, all at once, before any resource is declared: can it be reached, is it who it should be, may
 * we change it, does its dockerd answer, can our options be merged into its configuration, does its clock agree with ours, is
 * the Docker port free, are the images to be had. Nothing is changed. Gone hosts are not looked at. What is not wrong yet is a
 * warning.
 *
 * A preview takes an unreachable server for a warning, so that the rest of the plan can be seen.
 *
 * @param last What the last completed `up` reached.
 * @throws ProvisioningError with the one problem there is, or PREFLIGHT_FAILED with all of them.
 */
export async function preflight(fleet: Fleet, last: LastUp): Promise<void> {
  const hosts = fleet.hosts.filter(({ gone }) => !gone);
  const start = performance.now();
  progress(`looking at ${hosts.map(({ name }) => name).join(", ")} over SSH …`, true);
  const found = await Promise.all(hosts.map((host) => lookAt(fleet, host, last.certificates?.[host.name])));
  for (const text of found.flatMap(({ warnings }) => warnings)) warnOnce(text);

  const all = found.flatMap(({ problems }) => problems);
  const problems = pulumi.runtime.isDryRun() ? all.filter((problem) => !passedOver(problem)) : all;
  const [first] = problems;
  if (!first) {
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    progress(
      `looked at ${hosts.length - all.length} of ${hosts.length} hosts in ${seconds} s: ${states(found)}`,
    );
    return;
  }
  if (problems.length === 1) throw first;
  const lines = problems.map(({ message }) => `  ${message.replaceAll("\n", "\n  ")}`);
  throw new ProvisioningError(
    "PREFLIGHT_FAILED",
    `${problems.length} problems were found; nothing was changed:\n${lines.join("\n")}`,
  );
}

/** @param ephemeral Shown while it is so, and not kept. */
function progress(text: string, ephemeral = false): void {
  void pulumi.log.info(text, undefined, undefined, ephemeral);
}

function states(found: { name: string; docker?: string | undefined; problems: unknown[] }[]): string {
  return found
    .map(({ name, docker, problems }) => {
      if (problems.length > 0) return `${name} cannot be reached`;
      return docker === undefined ? `${name} has no Docker` : `${name} has Docker ${docker}`;
    })
    .join(", ");
}

function passedOver(problem: ProvisioningError): boolean {
  if (!isUnreachable(problem)) return false;
  warnOnce(`${problem.message} This preview goes on without it.`);
  return true;
}
