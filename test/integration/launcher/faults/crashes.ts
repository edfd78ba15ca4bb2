import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { realEngine } from "../engine.ts";
import { tinyImage } from "../tinyImage.ts";
import { proxyEngine } from "./engineProxy.ts";
import { LauncherProcess } from "./launcherProcess.ts";

/** A container that the launcher made. */
export type Made = { container_id: string; host_name: string };

/** The real launcher behind a proxy of the real engine, with two networks, and a file that counts starts. */
export async function crashTest() {
  const { dockerUrl, socketPath } = await realEngine();
  const prefix = `crash-${randomUUID().slice(0, 8)}`;
  const networks = [`${prefix}-one`, `${prefix}-two`];
  const home = mkdtempSync(join(tmpdir(), "crash-"));
  const out = join(home, "out");
  mkdirSync(out);
  const proxy = await proxyEngine(join(home, "docker.sock"), socketPath);
  const docker = async (...arguments_: string[]): Promise<string> =>
    (await execa("docker", arguments_, { env: { DOCKER_HOST: dockerUrl } })).stdout;
  for (const network of networks) await docker("network", "create", "--internal", network);
  writeFileSync(join(home, "dagster.yaml"), dagsterYaml(prefix, join(home, "docker.sock"), networks, out));
  const launcher = new LauncherProcess(home);

  return {
    ...{ dockerUrl, prefix, networks, proxy, docker, launcher },
    /** Ids of the containers of a run. */
    containersOf: async (runId: string) =>
      (await docker("ps", "-aq", "--no-trunc", "--filter", `label=${prefix}/run_id=${runId}`))
        .split("\n")
        .filter(Boolean),
    /** How often the run's command was begun. */
    startsOf: (runId: string) =>
      existsSync(join(out, runId)) ? readFileSync(join(out, runId), "utf8").trim().split("\n").length : 0,
    create: async (runId: string, script = "exit 0"): Promise<Made> => {
      const body = {
        ...{ job_name: "job", location_name: "etl", image: tinyImage, instance_id: prefix },
        command: ["sh", "-c", `echo started >> /out/${runId}; ${script}`],
      };
      const { result } = await launcher.ask("POST", `/v1/runs/${runId}/create`, body);
      const { container_id, host_name } = result as Made;
      return { container_id, host_name };
    },
    start: (runId: string, made: Made) => launcher.ask("POST", `/v1/runs/${runId}/start`, made),
    close: async () => {
      await launcher.kill();
      await proxy.close();
      const left = await docker("ps", "-aq", "--filter", `label=${prefix}/managed=true`);
      if (left !== "") await docker("rm", "-f", ...left.split("\n"));
      await docker("network", "rm", ...networks);
      rmSync(home, { recursive: true });
    },
  };
}

function dagsterYaml(prefix: string, socket: string, networks: string[], out: string): string {
  const host = {
    ...{ host_name: "real", docker_url: `unix://${socket}`, location_names: ["etl"], networks },
    container_kwargs: { volumes: [`${out}:/out`] },
  };
  const config = { container_label_prefix: prefix, stop_grace_seconds: 2, docker_hosts: [host] };
  const run_launcher = { module: "dagster_multihost_launcher", class: "MultiHostDockerRunLauncher", config };
  // JSON is YAML.
  return JSON.stringify({ run_launcher });
}
