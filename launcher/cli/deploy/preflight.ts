import { LauncherError } from "../../error.ts";
import type { DagsterClient } from "../dagster/client.ts";
import { locationsNamed } from "../dagster/locations.ts";
import type { Location } from "../dagster/locations.ts";
import type { HostAnswer } from "../launcher/answers.ts";
import type { LauncherClient } from "../launcher/client.ts";

/** What a deployment is about. */
export type Target = { locations: Location[]; hosts: HostAnswer[] };

/**
 * Looks whether a deployment can succeed, before it changes anything: the launcher runs the configuration that is
 * there, the locations' hosts answer, and Dagster knows the locations.
 *
 * @throws LauncherError `PREFLIGHT_UNHEALTHY`, or what cannot be asked.
 */
export async function preflight(
  launcher: LauncherClient,
  dagster: DagsterClient,
  names: readonly string[],
): Promise<Target> {
  const [health, { hosts }, locations] = await Promise.all([
    launcher.health(),
    launcher.hosts(),
    locationsNamed(dagster, names),
  ]);
  const concerned = hosts.filter((host) => host.locations.some((name) => names.includes(name)));
  const problems = [
    ...(health.config.error == null ? [] : [`The new dagster.yaml is not in force: ${health.config.error}`]),
    ...concerned.flatMap(({ host_name, reachable, error }) =>
      reachable ? [] : [`Host '${host_name}' is not reachable: ${error ?? "no reason is known"}`],
    ),
  ];
  if (problems.length === 0) return { locations, hosts: concerned };
  const message = `Nothing was changed, because not all is well:\n${problems.join("\n")}`;
  throw new LauncherError("PREFLIGHT_UNHEALTHY", message, { retryable: true });
}
