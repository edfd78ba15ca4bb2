import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { resolve } from "node:path";
import { ProvisioningError } from "../../components/index.ts";
import type { Problem } from "../../launcher/config/index.ts";
import { problemsOf } from "../../launcher/config/issues.ts";
import { fleetProblems } from "./rules.ts";
import { fleetSchema, type Fleet, type FleetHost } from "./schema.ts";

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

/** The text of a host's private key. A leading `~` is the user's home; other paths start at the working directory. */
export function readPrivateKey(host: FleetHost): string {
  return readFileSync(privateKeyFile(host), "utf8");
}

/** The absolute path of a host's private key. */
export function privateKeyFile({ ssh }: FleetHost): string {
  return resolve(ssh.privateKeyFile.replace(/^~(?=\/)/, homedir()));
}

function keyFileProblems(fleet: Fleet): Problem[] {
  return fleet.hosts.flatMap((host, index) => {
    try {
      readPrivateKey(host);
      return [];
    } catch {
      const path = `hosts[${index}].ssh.privateKeyFile`;
      const message = `${privateKeyFile(host)} cannot be read. Name the private key with which ${host.name} lets you in.`;
      return [{ path, message }];
    }
  });
}
