import { join } from "node:path";
import { validateLauncherConfig } from "../config/index.ts";
import { readRunLauncherConfig } from "./dagsterYaml.ts";
import { dagsterHome, socketPath } from "./paths.ts";

/** How a command names the launcher that it asks. */
export type SocketOptions = { socket?: string; dagsterHome?: string };

/**
 * The socket of the launcher that a command asks: the option, else where that launcher listens by its own rules.
 * dagster.yaml is only read when nothing else says it.
 */
export async function findSocket(
  options: SocketOptions,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const named = options.socket ?? env["DAGSTER_MULTIHOST_LAUNCHER_SOCKET"];
  if (named !== undefined && named !== "") return named;
  const home = dagsterHome(options.dagsterHome, env);
  const config = validateLauncherConfig(await readRunLauncherConfig(join(home, "dagster.yaml")));
  const configured = config.launcher_socket;
  const launcher_socket = typeof configured === "object" ? env[configured.env] : configured;
  return socketPath(home, launcher_socket === undefined ? {} : { launcher_socket }, env);
}
