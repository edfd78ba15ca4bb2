import { ProvisioningError } from "../../components/index.ts";
import type { Problem } from "../../launcher/config/index.ts";
import { problemsOf } from "../../launcher/config/issues.ts";
import { privateKeyFile, sshTarget } from "./privateKey.ts";
import { fleetProblems } from "./rules.ts";
import { fleetSchema, type Fleet } from "./schema.ts";

/**
 * Checks a fleet, before any resource is declared, and fills in its defaults.
 *
 * @param value `dagster-multihost:fleet` of the stack configuration.
 * @throws ProvisioningError FLEET_INVALID with every problem and its path.
 */
export function loadFleet(value: unknown): Fleet {
  const parsed = fleetSchema.safeParse(value);
  const problems = parsed.success
    ? [...fleetProblems(parsed.data), ...keyFileProblems(parsed.data)]
    : problemsOf(parsed.error, fleetSchema);
  if (!parsed.success || problems.length > 0) {
    const lines = problems.map(({ path, message }) => `  fleet${path === "" ? "" : `.${path}`}: ${message}`);
    throw new ProvisioningError(
      "FLEET_INVALID",
      `the fleet in the stack configuration has ${lines.length} problem${lines.length === 1 ? "" : "s"}:\n${lines.join("\n")}`,
    );
  }
  return parsed.data;
}

function keyFileProblems(fleet: Fleet): Problem[] {
  return fleet.hosts.flatMap((host, index) => {
    try {
      sshTarget(host);
      return [];
    } catch {
      const path = `hosts[${index}].ssh.privateKeyFile`;
      const message = `${privateKeyFile(host)} cannot be read. Name the private key with which ${host.name} lets you in.`;
      return [{ path, message }];
    }
  });
}
