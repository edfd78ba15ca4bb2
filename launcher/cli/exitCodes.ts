import { CommanderError } from "commander";
import { LauncherError } from "../error.ts";
import { FailedThere } from "./deploy/failedThere.ts";

/** The exit codes of the command line, as docs/cli.md lists them. */
export const exitCodes = { ok: 0, error: 1, usage: 2, unhealthy: 3, timeout: 4, interrupted: 130 } as const;

const byError: Record<string, number> = {
  USAGE_INVALID: exitCodes.usage,
  CONTROL_PLANE_INVALID: exitCodes.usage,
  WEBSERVER_URL_INVALID: exitCodes.usage,
  LOCATION_UNKNOWN: exitCodes.usage,
  HOST_UNKNOWN: exitCodes.usage,
  LOCATION_LOAD_FAILED: exitCodes.unhealthy,
  INTERRUPTED: exitCodes.interrupted,
  PREFLIGHT_UNHEALTHY: exitCodes.unhealthy,
  RELOAD_TIMEOUT: exitCodes.timeout,
  RUNS_IN_PROGRESS: exitCodes.timeout,
};

/** The exit code for an error that ended a command. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  if (error instanceof FailedThere) return error.exitCode;
  return (error instanceof LauncherError ? byError[error.code] : undefined) ?? exitCodes.error;
}
