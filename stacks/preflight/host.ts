import { ProvisioningError } from "../../components/index.ts";
import { observer } from "../../components/dockerHost/observe.ts";
import { planDockerd } from "../../components/dockerHost/plan.ts";
import { checkFirewall } from "../../components/hostFirewall/facts.ts";
import { isUnreachable } from "../../components/ssh/preview.ts";
import type { SshTarget } from "../../components/ssh/run.ts";
import { firewallPorts } from "../fleet/firewallPorts.ts";
import { sshTarget } from "../fleet/privateKey.ts";
import type { Fleet, FleetHost } from "../fleet/schema.ts";
import { checkImages } from "./images.ts";
import { checkPostgres } from "./postgres.ts";
import { checkServer } from "./server.ts";
import { warnings } from "./warnings.ts";

/** What looking at one host found. */
export interface Looked {
  name: string;
  /** The Docker Engine's version; undefined where there is none. */
  docker?: string | undefined;
  problems: ProvisioningError[];
  warnings: string[];
}

/**
 * Looks at one host of a fleet; nothing is changed there.
 *
 * @param renewsAfter From when on an `up` renews its certificate, RFC 3339. Default: it has none.
 */
export async function lookAt(
  fleet: Fleet,
  host: FleetHost,
  renewsAfter: string | undefined,
): Promise<Looked> {
  const { name } = host;
  const ssh = sshTarget(host);
  const found: Looked = { name, problems: [], warnings: [] };
  try {
    const facts = await checkServer(ssh, host);
    found.docker = facts.docker;
    found.warnings = warnings(fleet, host, facts, renewsAfter, Date.now());
    const ports = firewallPorts(fleet, host);
    if (ports.length > 0) checkFirewall(name, await observer.readFirewall(ssh), ports);
    // Where Docker Engine is still to be installed there is nothing more to be looked at.
    if (facts.docker !== undefined) found.problems = await problemsOf(fleet, host, ssh);
  } catch (error) {
    if (!(error instanceof ProvisioningError)) throw error;
    found.problems = [name === fleet.controlPlane.host ? withWayOut(error) : error];
  }
  return found;
}

async function problemsOf(fleet: Fleet, host: FleetHost, ssh: SshTarget): Promise<ProvisioningError[]> {
  const tls = host.access === "tls";
  planDockerd(await observer.readDockerd(ssh, tls ? host.dockerPort : undefined), {
    host: host.name,
    daemonOptions: host.docker.daemonOptions,
    ...(tls ? { listen: { address: host.address, port: host.dockerPort } } : {}),
  });
  const database = host.name === fleet.controlPlane.host ? await checkPostgres(ssh, fleet) : [];
  return [...database, ...(await checkImages(ssh, fleet, host))];
}

/** Nothing can be done without the control plane's host; who has lost it needs another page than who has lost any other. */
function withWayOut(error: ProvisioningError): ProvisioningError {
  if (!isUnreachable(error)) return error;
  return new ProvisioningError(
    error.code,
    `${error.message.slice(error.code.length + 2)} It is the control plane's host: should it be lost for good, ` +
      "docs/operate-replace-control-plane.md says how to go on.",
  );
}
