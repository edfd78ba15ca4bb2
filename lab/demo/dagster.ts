import { setTimeout as sleep } from "node:timers/promises";

/** A run as Dagster's GraphQL API shows it. */
export interface Run {
  runId: string;
  status: string;
  tags: Record<string, string>;
}

const ended = new Set(["SUCCESS", "FAILURE", "CANCELED"]);

/** The few calls of Dagster's GraphQL API that the demo and the tests need. */
export class Dagster {
  private readonly url: string;

  /** @param webserver URL of the webserver. */
  constructor(webserver: string) {
    this.url = `${webserver}/graphql`;
  }

  /** Launches a job, with further tags and a configuration for its run, and returns the run's id. */
  async launch(
    location: string,
    job: string,
    tags: Record<string, string> = {},
    runConfigData: object = {},
  ): Promise<string> {
    const data = await this.query(
      `mutation($params: ExecutionParams!) { launchRun(executionParams: $params) {
         __typename ... on LaunchRunSuccess { run { runId } } ... on PythonError { message }
         ... on PipelineNotFoundError { message } ... on RunConfigValidationInvalid { errors { message } } } }`,
      {
        params: {
          selector: {
            repositoryLocationName: location,
            repositoryName: "__repository__",
            jobName: job,
          },
          runConfigData,
          executionMetadata: { tags: Object.entries(tags).map(([key, value]) => ({ key, value })) },
        },
      },
    );
    const { launchRun } = data as { launchRun: { run?: { runId: string } } };
    if (!launchRun.run) throw new Error(`${location}/${job} was not launched: ${JSON.stringify(launchRun)}`);
    return launchRun.run.runId;
  }

  /** Launches a run again, as a child of it that inherits its tags, and returns the child's id. */
  async reexecute(runId: string): Promise<string> {
    const data = await this.query(
      `mutation($params: ReexecutionParams!) { launchRunReexecution(reexecutionParams: $params) {
         __typename ... on LaunchRunSuccess { run { runId } } ... on PythonError { message } } }`,
      { params: { parentRunId: runId, strategy: "ALL_STEPS" } },
    );
    const { launchRunReexecution: answer } = data as { launchRunReexecution: { run?: { runId: string } } };
    if (!answer.run) throw new Error(`${runId} was not launched again: ${JSON.stringify(answer)}`);
    return answer.run.runId;
  }

  /** The ids of the runs that Dagster's automatic retries, or people, have made of a run. */
  async retriesOf(runId: string): Promise<string[]> {
    return await this.runs({ tags: [{ key: "dagster/parent_run_id", value: runId }] });
  }

  /** The ids of the runs with one of the statuses; default: those that have neither ended nor are being canceled. */
  async runsWith(statuses = ["QUEUED", "STARTING", "STARTED"]): Promise<string[]> {
    return await this.runs({ statuses });
  }

  async run(runId: string): Promise<Run> {
    const data = await this.query(
      "query($id: ID!) { runOrError(runId: $id) { ... on Run { runId status tags { key value } } } }",
      { id: runId },
    );
    const {
      runId: id,
      status,
      tags,
    } = (data as { runOrError: Omit<Run, "tags"> & { tags: { key: string; value: string }[] } }).runOrError;
    return { runId: id, status, tags: Object.fromEntries(tags.map(({ key, value }) => [key, value])) };
  }

  /**
   * Waits until a run has one of the statuses.
   *
   * @param statuses  Default: any in which a run ends.
   * @param timeoutMs Default 180000. When it is over, the run is returned as it is.
   */
  async waitFor(runId: string, statuses: ReadonlySet<string> = ended, timeoutMs = 180_000): Promise<Run> {
    const end = Date.now() + timeoutMs;
    for (;;) {
      const run = await this.run(runId);
      if (statuses.has(run.status) || ended.has(run.status) || Date.now() > end) return run;
      await sleep(500);
    }
  }

  /** The messages of a run's events, oldest first, each followed by that of its error, where it has one. */
  async messages(runId: string): Promise<string[]> {
    const data = await this.query(
      `query($id: ID!) { logsForRun(runId: $id) { ... on EventConnection {
         events { ... on MessageEvent { message } ... on ErrorEvent { error { message } } } } } }`,
      { id: runId },
    );
    type Event = { message?: string; error?: { message: string } | null };
    const { events } = (data as { logsForRun: { events: Event[] } }).logsForRun;
    return events.flatMap(({ message, error }) => [message ?? [], error?.message ?? []].flat());
  }

  /** What a run's steps wrote to stdout and stderr, as far as the webserver can read it. */
  async computeLogs(runId: string): Promise<{ stdout: string; stderr: string }> {
    const captured = await this.query(
      "query($id: ID!) { logsForRun(runId: $id) { ... on EventConnection { events { ... on LogsCapturedEvent { fileKey } } } } }",
      { id: runId },
    );
    const { events } = (captured as { logsForRun: { events: { fileKey?: string }[] } }).logsForRun;
    const { fileKey } = events.find((event) => event.fileKey) ?? {};
    if (!fileKey) throw new Error(`${runId}: no step has had its output captured`);
    const data = await this.query(
      "query($key: [String!]!) { capturedLogs(logKey: $key) { stdout stderr } }",
      {
        key: [runId, "compute_logs", fileKey],
      },
    );
    const { stdout, stderr } = (data as { capturedLogs: Record<"stdout" | "stderr", string | null> })
      .capturedLogs;
    return { stdout: stdout ?? "", stderr: stderr ?? "" };
  }

  async terminate(runId: string): Promise<void> {
    const data = await this.query(
      `mutation($id: String!) { terminateRun(runId: $id) { __typename
         ... on TerminateRunFailure { message } ... on PythonError { message } } }`,
      { id: runId },
    );
    const { terminateRun } = data as { terminateRun: { __typename: string; message?: string } };
    if (terminateRun.__typename !== "TerminateRunSuccess")
      throw new Error(`${runId}: ${terminateRun.message ?? ""}`);
  }

  private async runs(filter: object): Promise<string[]> {
    const data = await this.query(
      "query($filter: RunsFilter!) { runsOrError(filter: $filter) { ... on Runs { results { runId } } } }",
      { filter },
    );
    const { runsOrError } = data as { runsOrError: { results: { runId: string }[] } };
    return runsOrError.results.map(({ runId }) => runId);
  }

  private async query(query: string, variables: object): Promise<unknown> {
    const response = await fetch(this.url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(60_000),
    });
    const { data, errors } = (await response.json()) as { data?: unknown; errors?: { message: string }[] };
    if (data === undefined || data === null || errors) {
      throw new Error(
        `${this.url}: ${errors?.map(({ message }) => message).join("; ") ?? response.statusText}`,
      );
    }
    return data;
  }
}
