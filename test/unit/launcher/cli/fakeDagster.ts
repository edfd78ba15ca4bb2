import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A schedule or sensor of the fake; `canReset` is set when somebody starts or stops it. */
export type FakeInstigator = {
  kind: "schedule" | "sensor";
  name: string;
  running: boolean;
  canReset: boolean;
};

/** A code location of the fake; one with an error is not loaded. */
export type FakeLocation = { image?: string; error?: string; instigators: FakeInstigator[] };

/** A run of the fake. */
export type FakeRun = { status: string; location: string; endTime?: number };

type Variables = {
  id?: string;
  ids?: string[];
  location?: string;
  selector?: { repositoryLocationName: string; scheduleName?: string; sensorName?: string };
  filter?: { statuses?: string[]; runIds?: string[] };
};

/** A webserver that speaks GraphQL over HTTP as Dagster 1.13 does, as far as the command line asks it. */
export class FakeDagster {
  readonly locations: Record<string, FakeLocation> = {};
  readonly runs: Record<string, FakeRun> = {};
  /** The operations that were asked for, such as `stop nightly`. */
  readonly calls: string[] = [];
  /** Called before every request is answered. */
  onRequest: () => void = () => undefined;
  readonly #server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    request.on("end", () => {
      this.onRequest();
      const { query, variables } = JSON.parse(text) as { query: string; variables: Variables };
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ data: this.#answer(query, variables) }));
    });
  });

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(query: string, variables: Variables): unknown {
    const operation = /^(?:query|mutation) (\w+)/.exec(query)?.[1];
    if (operation === "Locations") {
      const locationEntries = Object.keys(this.locations).map((name) => this.#entry(name));
      return { workspaceOrError: { __typename: "Workspace", locationEntries } };
    }
    if (operation === "Runs") return { runsOrError: { __typename: "Runs", results: this.#runs(variables) } };
    if (operation === "Reload") return { reloadRepositoryLocation: this.#reload(variables.location ?? "") };
    if (operation === "Terminate") return { terminateRuns: this.#terminate(variables.ids ?? []) };
    return { done: { __typename: this.#change(operation ?? "", query, variables) } };
  }

  #entry(name: string): object {
    const { error, image, instigators } = this.locations[name] ?? { instigators: [] };
    const of = (kind: string): object[] =>
      instigators
        .filter((one) => one.kind === kind)
        .map((one) => ({
          ...{ name: one.name, canReset: one.canReset },
          [`${kind}State`]: { id: `${name}:${one.name}`, status: one.running ? "RUNNING" : "STOPPED" },
        }));
    const repository = { name: "__repository__", schedules: of("schedule"), sensors: of("sensor") };
    return {
      ...{ __typename: "WorkspaceLocationEntry", name, loadStatus: "LOADED" },
      displayMetadata: image === undefined ? [] : [{ key: "image", value: image }],
      locationOrLoadError:
        error === undefined
          ? { __typename: "RepositoryLocation", repositories: [repository] }
          : { __typename: "PythonError", message: "DagsterUserCodeLoadError", causes: [{ message: error }] },
    };
  }

  #runs({ filter: { statuses, runIds } = {} }: Variables): object[] {
    const wanted = Object.entries(this.runs).filter(
      ([id, { status }]) => statuses?.includes(status) !== false && runIds?.includes(id) !== false,
    );
    return wanted.map(([runId, { status, location, endTime = null }]) => ({
      ...{ runId, jobName: "job", status, endTime, updateTime: null },
      repositoryOrigin: { repositoryLocationName: location },
    }));
  }

  #reload(name: string): object {
    this.calls.push(`reload ${name}`);
    return this.#entry(name);
  }

  #terminate(ids: string[]): object {
    this.calls.push(`terminate ${ids.join(" ")}`);
    for (const id of ids) Object.assign(this.runs[id] ?? {}, { status: "CANCELED" });
    const terminateRunResults = ids.map(() => ({ __typename: "TerminateRunSuccess" }));
    return { __typename: "TerminateRunsResult", terminateRunResults };
  }

  #change(operation: string, query: string, { id, selector }: Variables): string {
    const kind = /Schedule\(/.test(query) ? "schedule" : "sensor";
    const [ofId, nameOfId] = (id ?? "").split(":");
    const location = selector?.repositoryLocationName ?? ofId ?? "";
    const name = selector?.scheduleName ?? selector?.sensorName ?? nameOfId;
    const { instigators, error } = this.locations[location] ?? { instigators: [] };
    const found = instigators.find((one) => one.kind === kind && one.name === name);
    if (error !== undefined) return "PythonError";
    if (found === undefined) return kind === "schedule" ? "ScheduleNotFoundError" : "SensorNotFoundError";
    this.calls.push(`${operation.toLowerCase()} ${found.name}`);
    Object.assign(found, { running: operation !== "Stop", canReset: operation !== "Reset" });
    return kind === "schedule" ? "ScheduleStateResult" : "Sensor";
  }
}
