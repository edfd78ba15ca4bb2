import { join } from "node:path";
import { launcherConfigWarnings, parseLauncherConfig, validateLauncherConfig } from "../config/index.ts";
import { readRunLauncherConfig } from "./dagsterYaml.ts";
import { dagsterHome } from "./paths.ts";

/**
 * Checks `run_launcher.config` of a dagster.yaml and prints what it maps.
 *
 * @param file Default: dagster.yaml of DAGSTER_HOME.
 * @param env  Whether `{env: NAME}` is looked up. Without, the check works on any machine.
 * @throws LauncherConfigError with all problems.
 */
export async function checkConfig(
  file: string | undefined,
  { env, print }: { env: boolean; print: (line: string) => void },
): Promise<void> {
  const path = file ?? join(dagsterHome(undefined), "dagster.yaml");
  const raw = await readRunLauncherConfig(path);
  const config = env ? parseLauncherConfig(raw) : validateLauncherConfig(raw);
  for (const warning of launcherConfigWarnings(config)) print(`Warning: ${warning.path}: ${warning.message}`);
  const hosts = config.docker_hosts ?? [];
  print(`${path} is valid: ${hosts.length} ${hosts.length === 1 ? "host" : "hosts"}.`);
  for (const { host_name, docker_url, location_names } of hosts) {
    print(`  ${[host_name, docker_url, ...location_names].map(shown).join(" ")}`);
  }
}

function shown(value: string | { env: string }): string {
  return typeof value === "string" ? value : `{env: ${value.env}}`;
}
