import { randomUUID } from "node:crypto";
import { benchLabel, EngineApi } from "../setup/engineApi.ts";
import type { Environment } from "../setup/environment.ts";
import { passwordVariable } from "../setup/home.ts";
import type { RunKind, System, Timed } from "./system.ts";

/** The least that a launch can take: create and start of an equal container over connections that are open already. */
export class Floor implements System {
  readonly name = "floor";
  readonly #environment: Environment;
  readonly #engine: EngineApi;
  readonly #kinds = new Map<string, RunKind>();

  /** @param socketPath dockerd's socket, or that of a proxy in front of it. */
  constructor(environment: Environment, socketPath: string) {
    this.#environment = environment;
    this.#engine = new EngineApi(socketPath);
  }

  prepare(n: number, kind: RunKind): Promise<string[]> {
    const ids = Array.from({ length: n }, () => randomUUID());
    for (const id of ids) this.#kinds.set(id, kind);
    return Promise.resolve(ids);
  }

  async launch(runId: string): Promise<Timed> {
    const [at, begun] = [Date.now() / 1000, performance.now()];
    await this.#engine.launch(this.#body(runId));
    return { call_ms: performance.now() - begun, at };
  }

  async burst(runIds: string[], threads: number): Promise<{ per_second: number; errors: string[] }> {
    const waiting = [...runIds];
    const begun = performance.now();
    const worker = async (): Promise<void> => {
      for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) await this.launch(id);
    };
    await Promise.all(Array.from({ length: threads }, worker));
    return { per_second: runIds.length / ((performance.now() - begun) / 1000), errors: [] };
  }

  stop(): Promise<void> {
    return this.#engine.close();
  }

  #body(runId: string): Record<string, unknown> {
    const { id, images, network, password } = this.#environment;
    const image = images[this.#kinds.get(runId)?.image ?? "tiny"];
    return {
      Image: image,
      Cmd: ["sleep", "3600"],
      Env: [`${passwordVariable}=${password}`, `DAGSTER_RUN_ID=${runId}`],
      Labels: { [benchLabel]: id, "dagster/run_id": runId },
      HostConfig: { NetworkMode: network },
      NetworkingConfig: { EndpointsConfig: { [network]: {} } },
    };
  }
}
