import { join, resolve } from "node:path";
import type { LauncherConfig } from "../config/index.ts";
import { LauncherError } from "../error.ts";

/** @throws LauncherError `DAGSTER_HOME_UNSET` when neither the option nor the variable is given. */
export function dagsterHome(option: string | undefined, env: NodeJS.ProcessEnv = process.env): string {
  const home = option ?? env["DAGSTER_HOME"];
  if (home !== undefined && home !== "") return resolve(home);
  throw new LauncherError(
    "DAGSTER_HOME_UNSET",
    "Set DAGSTER_HOME, or --dagster-home, to the folder that holds dagster.yaml.",
  );
}

/** Where the adapter looks for the launcher: the variable, else the configuration, else a folder of DAGSTER_HOME. */
export function socketPath(
  home: string,
  config: Pick<LauncherConfig, "launcher_socket">,
  env: NodeJS.ProcessEnv = process.env,
): string {
  const fromEnv = env["DAGSTER_MULTIHOST_LAUNCHER_SOCKET"];
  if (fromEnv !== undefined && fromEnv !== "") return fromEnv;
  return config.launcher_socket ?? join(home, "multihost", "launcher.sock");
}
