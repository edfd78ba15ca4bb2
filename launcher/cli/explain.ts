import { LauncherConfigError } from "../config/index.ts";
import { LauncherError } from "../error.ts";

/** What is shown of an error: its code and message, and a stack only for what nobody foresaw. */
export function explain(error: unknown): string {
  if (error instanceof LauncherError || error instanceof LauncherConfigError)
    return `${error.code}: ${error.message}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
