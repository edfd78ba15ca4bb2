import { setTimeout as sleep } from "node:timers/promises";
import { createLogger } from "../../../launcher/log/logger.ts";
import { Metrics } from "../../../launcher/api/metrics.ts";
import { StatusBoard } from "../../../launcher/api/statusBoard.ts";
import { statusServer } from "../../../launcher/api/statusServer.ts";
import { parseLauncherConfig } from "../../../launcher/config/index.ts";
import { History } from "../../../launcher/history/history.ts";
import { statusPage } from "../../../launcher/page/statusPage.ts";
import { systemClock } from "../../../launcher/runs/clock.ts";
import { RunService } from "../../../launcher/runs/service.ts";
import { watchTiming } from "../../../launcher/watch/timing.ts";
import { FakeHost } from "../../unit/launcher/fakeHost.ts";

/** The real page of a launcher whose hosts are in memory, for what real ones cannot show at once. */
export class FakeFleet {
  readonly hosts = new Map<string, FakeHost>();
  readonly history = new History();
  readonly service: RunService;
  readonly #server: ReturnType<typeof statusServer>;

  constructor(hosts: object[], config: object = {}) {
    const parsed = parseLauncherConfig({ docker_hosts: hosts, ...config });
    for (const { host_name } of parsed.docker_hosts) this.hosts.set(host_name, new FakeHost(host_name));
    const { history } = this;
    const prefix = parsed.container_label_prefix;
    this.service = new RunService({
      config: parsed,
      connect: ({ host_name }) => this.host(host_name),
      launcherEnv: {},
      timing: { ...watchTiming, strike: 50, probe: 50, retry: 500 },
      listener: {
        ended: (host, cause, event) => history.ended(host, cause, event, prefix),
        changed: (host, state) => history.hostChanged(host, state),
      },
    });
    const logger = createLogger("silent");
    const inForce = {
      digest: "",
      hosts: [],
      locations: [],
      ...{ loaded_at: "", error: null, status_url: null, webserver_url: null },
    };
    const page = statusPage({ service: this.service, history, file: { config: parsed, inForce }, logger });
    const board = new StatusBoard(() => this.service.hosts(), systemClock);
    this.#server = statusServer({ board, metrics: new Metrics(), logger, page });
  }

  host(name: string): FakeHost {
    const found = this.hosts.get(name);
    if (found === undefined) throw new Error(`no fake host ${name}`);
    return found;
  }

  /** @returns The page's address. */
  listen(): Promise<string> {
    this.service.watch();
    return this.#server.listen({ host: "127.0.0.1", port: 0 });
  }

  /** Launches a run; the result is its container. */
  async launch(
    runId: string,
    changes: { jobName?: string; locationName?: string; image?: string } = {},
    takesMs = 0,
  ) {
    const image = changes.image ?? "registry.example.com/etl:1.4.2";
    for (const host of this.hosts.values()) host.images.set(image, []);
    const request = {
      ...{ runId, attempt: 0, jobName: "nightly_load", locationName: "etl", image },
      ...{ command: ["dagster", "secret-argument"], env: { TOKEN: "secret-value" } },
      ...changes,
    };
    const created = await this.history.creating(request, async () => {
      await sleep(takesMs);
      return this.service.create(request, () => undefined);
    });
    for (const host of this.hosts.values()) host.now = Date.now();
    await this.history.starting({ ...request, ...created }, () =>
      this.service.start({ ...request, ...created }),
    );
    return created;
  }

  async close(): Promise<void> {
    await this.#server.close();
    this.service.close();
  }
}
