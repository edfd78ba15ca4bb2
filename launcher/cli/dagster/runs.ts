import { z } from "zod";
import type { DagsterClient } from "./client.ts";
import { dagsterError } from "./refusal.ts";

/** A run as Dagster has recorded it. */
export type Run = {
  run_id: string;
  job_name: string;
  /** Null for a run that belongs to no code location. */
  location: string | null;
  status: string;
  /** Seconds since the epoch; null for a run that has not ended. */
  ended_at: number | null;
};

/** The statuses of a run that has not ended. A queued one starts as soon as there is room. */
const unfinished = ["QUEUED", "NOT_STARTED", "MANAGED", "STARTING", "STARTED", "CANCELING"];

/** Databases and webservers bound the size of a query. */
const pageSize = 200;

const run = z.object({
  runId: z.string(),
  jobName: z.string(),
  status: z.string(),
  endTime: z.number().nullable(),
  updateTime: z.number().nullable(),
  repositoryOrigin: z.object({ repositoryLocationName: z.string() }).nullable(),
});

const answer = z.object({
  runsOrError: z.object({
    __typename: z.string(),
    message: z.string().optional(),
    results: z.array(run).optional(),
  }),
});

const query = `query Runs($filter: RunsFilter!, $cursor: String, $limit: Int!) {
  runsOrError(filter: $filter, cursor: $cursor, limit: $limit) { __typename
    ... on Runs { results { runId jobName status endTime updateTime repositoryOrigin { repositoryLocationName } } }
    ... on InvalidPipelineRunsFilterError { message } ... on PythonError { message } } }`;

/** The runs of some code locations that have not ended, newest first. */
export async function unfinishedRuns(dagster: DagsterClient, locations: readonly string[]): Promise<Run[]> {
  const all: Run[] = [];
  for (let cursor: string | null = null; ;) {
    const page: Run[] = await runs(dagster, { statuses: unfinished }, cursor);
    all.push(...page);
    cursor = page.at(-1)?.run_id ?? null;
    if (page.length < pageSize) break;
  }
  return all.filter(({ location }) => location !== null && locations.includes(location));
}

/** Those of these runs that Dagster knows. */
export async function runsById(dagster: DagsterClient, runIds: readonly string[]): Promise<Run[]> {
  const found: Run[] = [];
  for (let start = 0; start < runIds.length; start += pageSize) {
    found.push(...(await runs(dagster, { runIds: runIds.slice(start, start + pageSize) }, null)));
  }
  return found;
}

/** Whether a run has ended. */
export function hasEnded({ status }: Run): boolean {
  return !unfinished.includes(status);
}

async function runs(dagster: DagsterClient, filter: object, cursor: string | null): Promise<Run[]> {
  const { runsOrError: found } = await dagster.query(query, { filter, cursor, limit: pageSize }, answer);
  if (found.results === undefined) throw dagsterError("list the runs", found);
  return found.results.map(({ runId, jobName, status, endTime, updateTime, repositoryOrigin }) => ({
    run_id: runId,
    job_name: jobName,
    location: repositoryOrigin?.repositoryLocationName ?? null,
    status,
    ended_at: unfinished.includes(status) ? null : (endTime ?? updateTime),
  }));
}
