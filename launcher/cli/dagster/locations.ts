import { z } from "zod";
import { suggest } from "../../config/suggest.ts";
import { LauncherError } from "../../error.ts";
import type { DagsterClient } from "./client.ts";
import { dagsterError } from "./refusal.ts";

/** A schedule or sensor and whether it ticks. */
export type Instigator = {
  kind: "schedule" | "sensor";
  location: string;
  repository: string;
  name: string;
  /** Of its state, for the mutation that stops it. */
  id: string;
  running: boolean;
  /** Whether it ticks, or not, because its code says so, and not because somebody started or stopped it. */
  declared: boolean;
};

/** A code location as the webserver sees it. */
export type Location = {
  name: string;
  state: "loaded" | "loading" | "error";
  /** Why it cannot be loaded; null unless `state` is `error`. */
  error: string | null;
  /** `DAGSTER_CURRENT_IMAGE` of its code server. */
  image: string | null;
  /** Its schedules and sensors; none while it is not loaded. */
  instigators: Instigator[];
};

const state = z.object({ id: z.string(), status: z.string() });
const repository = z.object({
  name: z.string(),
  schedules: z.array(z.object({ name: z.string(), canReset: z.boolean(), scheduleState: state })),
  sensors: z.array(z.object({ name: z.string(), canReset: z.boolean(), sensorState: state })),
});

/** A `WorkspaceLocationEntry` with the fields of {@link loadFields}, and perhaps with its repositories. */
export const locationEntry = z.object({
  name: z.string(),
  loadStatus: z.string(),
  displayMetadata: z.array(z.object({ key: z.string(), value: z.string() })),
  locationOrLoadError: z
    .object({
      __typename: z.string(),
      message: z.string().optional(),
      causes: z.array(z.object({ message: z.string() })).optional(),
      repositories: z.array(repository).optional(),
    })
    .nullable(),
});

const loadError = "... on PythonError { message causes { message } }";

/** What is asked for about whether a code location is loaded. */
export const loadFields = `name loadStatus displayMetadata { key value } locationOrLoadError { __typename ${loadError} }`;

const allFields = `name loadStatus displayMetadata { key value } locationOrLoadError { __typename ${loadError}
  ... on RepositoryLocation { repositories { name
    schedules { name canReset scheduleState { id status } } sensors { name canReset sensorState { id status } } } } }`;

const query = `query Locations { workspaceOrError { __typename
  ... on Workspace { locationEntries { ${allFields} } } ... on PythonError { message } } }`;

/** All code locations of the workspace. */
export async function allLocations(dagster: DagsterClient): Promise<Location[]> {
  const answer = z.object({
    workspaceOrError: z.object({
      __typename: z.string(),
      message: z.string().optional(),
      locationEntries: z.array(locationEntry).optional(),
    }),
  });
  const { workspaceOrError: found } = await dagster.query(query, {}, answer);
  if (found.locationEntries === undefined) throw dagsterError("list the code locations", found);
  return found.locationEntries.map(locationOf);
}

/**
 * The code locations of these names.
 *
 * @throws LauncherError `LOCATION_UNKNOWN` that names those which the workspace does not have.
 */
export async function locationsNamed(dagster: DagsterClient, names: readonly string[]): Promise<Location[]> {
  const all = await allLocations(dagster);
  const known = all.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length === 0) return all.filter(({ name }) => names.includes(name));
  const what = unknown.map((name) => `'${name}'. ${suggest(name, known)}`).join(" ");
  throw new LauncherError("LOCATION_UNKNOWN", `Dagster's workspace has no code location ${what}`);
}

/** @param entry What the webserver says about a code location. */
export function locationOf(entry: z.output<typeof locationEntry>): Location {
  const { name, loadStatus, displayMetadata, locationOrLoadError: loaded } = entry;
  const failed = loaded?.__typename === "PythonError";
  return {
    name,
    state: failed ? "error" : loadStatus === "LOADED" && loaded !== null ? "loaded" : "loading",
    error: failed ? [loaded, ...(loaded.causes ?? [])].map(({ message }) => message?.trim()).join(" ") : null,
    image: displayMetadata.find(({ key }) => key === "image")?.value ?? null,
    instigators: (loaded?.repositories ?? []).flatMap((one) => instigatorsOf(name, one)),
  };
}

function instigatorsOf(
  location: string,
  { name: repository_, schedules, sensors }: z.output<typeof repository>,
): Instigator[] {
  const place = { location, repository: repository_ };
  const one = (
    kind: Instigator["kind"],
    name: string,
    canReset: boolean,
    { id, status }: z.output<typeof state>,
  ): Instigator => ({ kind, ...place, name, id, running: status === "RUNNING", declared: !canReset });
  return [
    ...schedules.map(({ name, canReset, scheduleState }) => one("schedule", name, canReset, scheduleState)),
    ...sensors.map(({ name, canReset, sensorState }) => one("sensor", name, canReset, sensorState)),
  ];
}
