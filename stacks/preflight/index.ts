import * as pulumi from "@pulumi/pulumi";
import { ProvisioningError } from "../../components/index.ts";
import { observer } from "../../components/dockerHost/observe.ts";
import { planDockerd } from "../../components/dockerHost/plan.ts";
import { isUnreachable, warnOnce } from "../../components/ssh/preview.ts";
import { sshTarget } from "../fleet/privateKey.ts";
import type { Fleet, FleetHost } from "../fleet/schema.ts";
import { checkImages } from "./images.ts";
import { checkPostgres } from "./postgres.ts";
import { checkServer } from "./server.ts";

/**
 * Looks at every server of a fleet, all at once, before any resource is declared: can it be reached, is it who it should be, may
 * we change it, does its dockerd answer, can our options be merged into its configuration, does its clock agree with ours, is
 * the Docker port free, are the images to be had. Nothing is changed. Gone hosts are not looked at.
 *
 * A preview takes an unreachable server for a warning, so that the rest of the plan can be seen.
 *
 * @throws ProvisioningError with the one problem there is, or PREFLIGHT_FAILED with all of them.
 */
export async function preflight(fleet: Fleet): Promise<void> {
  const hosts = fleet.hosts.filter(({ gone }) => !gone);
  const found = await Promise.all(hosts.map((host) => problemsOf(fleet, host)));
  const problems = pulumi.runtime.isDryRun()
    ? found.flat().filter((problem) => !passedOver(problem))
    : found.flat();
  const [first] = problems;
  if (!first) return;
  if (problems.length === 1) throw first;
  const lines = problems.map(({ message }) => `  ${message.replaceAll("\n", "\n  ")}`);
  throw new ProvisioningError(
    "PREFLIGHT_FAILED",
    `${problems.length} problems were found; nothing was changed:\n${lines.join("\n")}`,
  );
}

function passedOver(problem: ProvisioningError): boolean {
  if (!isUnreachable(problem)) return false;
  warnOnce(`${problem.message} This preview goes on without it.`);
  return true;
}

async function problemsOf(fleet: Fleet, host: FleetHost): Promise<ProvisioningError[]> {
  const ssh = sshTarget(host);
  try {
    // Where Docker Engine is still to be installed there is nothing more to be looked at.
    if ((await checkServer(ssh, host)) === "no docker") return [];
    const tls = host.access === "tls";
    planDockerd(await observer.readDockerd(ssh, tls ? host.dockerPort : undefined), {
      host: host.name,
      daemonOptions: host.docker.daemonOptions,
      ...(tls ? { listen: { address: host.address, port: host.dockerPort } } : {}),
    });
    const database = host.name === fleet.controlPlane.host ? await checkPostgres(ssh, fleet) : [];
    return [...database, ...(await checkImages(ssh, fleet, host))];
  } catch (error) {
    if (error instanceof ProvisioningError) return [error];
    throw error;
  }
}
