import { z } from "zod";
import type { DagsterClient } from "./client.ts";
import { loadFields, locationEntry, locationOf } from "./locations.ts";
import type { Location } from "./locations.ts";
import { dagsterError } from "./refusal.ts";

const failure = z.object({ __typename: z.string(), message: z.string().optional() });
const answer = z.object({
  reloadRepositoryLocation: z.union([locationEntry.extend({ __typename: z.string() }), failure]),
});

/**
 * Its repositories are not asked for: Dagster would look for them in the workspace as it was before the reload, and fail
 * where the location had not been loaded.
 */
const mutation = `mutation Reload($location: String!) {
  reloadRepositoryLocation(repositoryLocationName: $location) { __typename
    ... on WorkspaceLocationEntry { ${loadFields} } ... on ReloadNotSupported { message }
    ... on RepositoryLocationNotFound { message } ... on UnauthorizedError { message }
    ... on PythonError { message } } }`;

/**
 * Makes the webserver read a code location anew.
 *
 * @returns What it found, also when that is a load error; without schedules and sensors.
 */
export async function reloadLocation(dagster: DagsterClient, location: string): Promise<Location> {
  const { reloadRepositoryLocation: found } = await dagster.query(mutation, { location }, answer);
  if ("locationOrLoadError" in found) return locationOf(found);
  throw dagsterError(`reload the code location '${location}'`, found);
}
