import { ProvisioningError } from "../../components/index.ts";
import { observer } from "../../components/dockerHost/observe.ts";
import { planDockerd } from "../../components/dockerHost/plan.ts";
import { sshTarget } from "../fleet/privateKey.ts";
import type { Fleet, FleetHost } from "../fleet/schema.ts";
import { checkImages } from "./images.ts";
import { checkPostgres } from "./postgres.ts";
import { checkServer } from "./server.ts";

/**
 * Looks at every server of a fleet, all at once, before any resource is declared: can it be reached, is it who it should be, may
 * we change it, does its dockerd answer, can our options be merged into its configuration, are the images to be had. Nothing is
 * changed.
 *
 * @throws ProvisioningError with the one problem there is, or PREFLIGHT_FAILED with all of them.
 */
export async function preflight(fleet: Fleet): Promise<void> {
  const found = await Promise.all(fleet.hosts.map((host) => problemsOf(fleet, host)));
  const problems = found.flat();
  const [first] = problems;
  if (!first) return;
  if (problems.length === 1) throw first;
  const lines = problems.map(({ message }) => `  ${message.replaceAll("\n", "\n  ")}`);
  throw new ProvisioningError(
    "PREFLIGHT_FAILED",
    `${problems.length} problems were found; nothing was changed:\n${lines.join("\n")}`,
  );
}

async function problemsOf(fleet: Fleet, host: FleetHost): Promise<ProvisioningError[]> {
  const ssh = sshTarget(host);
  try {
    await checkServer(ssh, host);
    if (host.access === "none") return [];
    planDockerd(await observer.readDockerd(ssh), {
      host: host.name,
      daemonOptions: host.docker.daemonOptions,
      ...(host.access === "tls" ? { listen: { address: host.address, port: host.dockerPort } } : {}),
    });
    const database = host.name === fleet.controlPlane.host ? await checkPostgres(ssh, fleet) : [];
    return [...database, ...(await checkImages(ssh, fleet, host))];
  } catch (error) {
    if (error instanceof ProvisioningError) return [error];
    throw error;
  }
}
