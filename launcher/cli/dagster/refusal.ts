import { LauncherError } from "../../error.ts";

/**
 * The error for an answer of Dagster that is not a success.
 *
 * @param what What was asked for, such as `stop the schedule 'nightly'`.
 */
export function dagsterError(
  what: string,
  { __typename, message }: { __typename: string; message?: string | undefined },
): LauncherError {
  const reason = message === undefined || message === "" ? __typename : `${__typename}: ${message.trim()}`;
  const text = `Dagster could not ${what} (${reason}). Look into the webserver's log, and see that it is not read-only.`;
  return new LauncherError("DAGSTER_REFUSED", text);
}
