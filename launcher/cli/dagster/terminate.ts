import { z } from "zod";
import type { DagsterClient } from "./client.ts";
import { dagsterError } from "./refusal.ts";

const answer = z.object({
  terminateRuns: z.object({
    __typename: z.string(),
    message: z.string().optional(),
    terminateRunResults: z
      .array(z.object({ __typename: z.string(), message: z.string().optional() }))
      .optional(),
  }),
});

const mutation = `mutation Terminate($ids: [String!]!) { terminateRuns(runIds: $ids) { __typename
  ... on TerminateRunsResult { terminateRunResults { __typename
    ... on TerminateRunFailure { message } ... on RunNotFoundError { message }
    ... on UnauthorizedError { message } ... on PythonError { message } } }
  ... on PythonError { message } } }`;

/**
 * Asks Dagster to terminate runs, as its web interface does.
 *
 * @returns What Dagster says about those that it could not terminate; they may have ended in the meantime.
 */
export async function terminateRuns(dagster: DagsterClient, runIds: readonly string[]): Promise<string[]> {
  const { terminateRuns: done } = await dagster.query(mutation, { ids: runIds }, answer);
  if (done.terminateRunResults === undefined) throw dagsterError("terminate runs", done);
  return done.terminateRunResults.flatMap(({ __typename, message }) =>
    __typename === "TerminateRunSuccess" ? [] : [message ?? __typename],
  );
}
