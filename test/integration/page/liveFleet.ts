import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { MortalHost } from "../../../bench/setup/mortalHost.ts";
import { execa } from "execa";
import { realEngine } from "../launcher/engine.ts";
import { LauncherProcess } from "../launcher/faults/launcherProcess.ts";
import { tinyImage } from "../launcher/tinyImage.ts";
import { freePort } from "../../support/freePort.ts";

/** The real launcher in a process of its own, with two Docker hosts that can be lost: both are this machine's engine. */
export class LiveFleet {
  readonly address: string;
  readonly launcher: LauncherProcess;
  /** Each has its own containers: they go by the label of the configuration. */
  readonly hosts: { b: MortalHost; c: MortalHost };
  readonly #home: string;
  readonly #prefix: string;
  readonly #dockerHost: string;

  private constructor(parts: {
    home: string;
    port: number;
    prefix: string;
    dockerHost: string;
    hosts: LiveFleet["hosts"];
  }) {
    this.#home = parts.home;
    this.#prefix = parts.prefix;
    this.#dockerHost = parts.dockerHost;
    this.address = `http://127.0.0.1:${parts.port}`;
    this.launcher = new LauncherProcess(parts.home);
    this.hosts = parts.hosts;
  }

  static async start(): Promise<LiveFleet> {
    const { dockerUrl, socketPath } = await realEngine();
    const home = mkdtempSync(join(tmpdir(), "multihost-page-"));
    const hosts = { b: new MortalHost(socketPath), c: new MortalHost(socketPath) };
    const port = await freePort();
    const prefix = `page-${process.pid}-${Date.now()}`;
    const config = {
      ...{ container_label_prefix: prefix, status_listen: `127.0.0.1:${port}`, pull_policy: "never" },
      docker_hosts: [
        { host_name: "host-b", docker_url: await hosts.b.listen(), location_names: ["etl"], network: "none" },
        {
          host_name: "host-c",
          docker_url: await hosts.c.listen(),
          location_names: ["other"],
          network: "none",
        },
      ],
    };
    const run_launcher = {
      module: "dagster_multihost_launcher",
      class: "MultiHostDockerRunLauncher",
      config,
    };
    writeFileSync(join(home, "dagster.yaml"), stringify({ run_launcher }));
    const fleet = new LiveFleet({ home, port, prefix, dockerHost: dockerUrl, hosts });
    await fleet.launcher.start();
    return fleet;
  }

  /** Launches a run of a shell script on host-b. */
  async launch(runId: string, script: string, image = tinyImage): Promise<void> {
    const command = ["/bin/sh", "-c", script];
    const body = { job_name: "printing_job", location_name: "etl", image, command };
    const { result } = (await this.launcher.ask("POST", `/v1/runs/${runId}/create`, body)) as {
      result: { host_name: string; container_id: string };
    };
    const { host_name, container_id } = result;
    await this.launcher.ask("POST", `/v1/runs/${runId}/start`, { host_name, container_id });
  }

  async close(): Promise<void> {
    await this.launcher.kill();
    const env = { DOCKER_HOST: this.#dockerHost };
    const filter = `label=${this.#prefix}/managed=true`;
    const { stdout } = await execa("docker", ["ps", "--all", "--quiet", "--filter", filter], { env });
    const containers = stdout.split("\n").filter(Boolean);
    if (containers.length > 0) await execa("docker", ["rm", "--force", ...containers], { env });
    await Promise.all([this.hosts.b.close(), this.hosts.c.close()]);
    rmSync(this.#home, { recursive: true });
  }
}
