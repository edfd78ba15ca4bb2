import { ProvisioningError } from "../../components/index.ts";
import { problemsOf } from "../../launcher/config/issues.ts";
import { localFileProblems } from "./localFiles.ts";
import type { Locate } from "./position.ts";
import { fleetProblems } from "./rules.ts";
import { fleetSchema, type Fleet } from "./schema.ts";

/**
 * Checks a fleet, before any resource is declared, and fills in its defaults.
 *
 * @param value  `dagster-multihost:fleet` of the stack configuration.
 * @param locate Where in the stack's settings a field is. Default: unknown.
 * @throws ProvisioningError FLEET_INVALID with every problem, its path and, where it is known, its line.
 */
export function loadFleet(value: unknown, locate: Locate = () => undefined): Fleet {
  const parsed = fleetSchema.safeParse(value);
  const problems = parsed.success
    ? [...fleetProblems(parsed.data), ...localFileProblems(parsed.data)]
    : problemsOf(parsed.error, fleetSchema);
  if (!parsed.success || problems.length > 0) {
    const lines = problems.map(({ path, message }) => {
      const where = locate(path);
      return `  ${where === undefined ? "" : `${where}: `}fleet${path === "" ? "" : `.${path}`}: ${message}`;
    });
    throw new ProvisioningError(
      "FLEET_INVALID",
      `the fleet in the stack configuration has ${lines.length} problem${lines.length === 1 ? "" : "s"}:\n${lines.join("\n")}`,
    );
  }
  return parsed.data;
}
