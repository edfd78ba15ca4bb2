import { randomUUID } from "node:crypto";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseLauncherConfig } from "../../../launcher/config/index.ts";
import { DockerodeHost } from "../../../launcher/docker/dockerodeHost.ts";
import type { CreateRequest, Event } from "../../../launcher/runs/requests.ts";
import { RunService } from "../../../launcher/runs/service.ts";
import { realEngine } from "./engine.ts";
import { tinyImage } from "./tinyImage.ts";

const prefix = `test-${randomUUID().slice(0, 8)}`;
const networks = [`${prefix}-one`, `${prefix}-two`];
let dockerUrl: string;

const docker = async (...arguments_: string[]): Promise<string> =>
  (await execa("docker", arguments_, { env: { DOCKER_HOST: dockerUrl } })).stdout;

beforeAll(async () => {
  ({ dockerUrl } = await realEngine());
  for (const network of networks) await docker("network", "create", "--internal", network);
});

afterAll(async () => {
  const left = (await docker("ps", "-aq", "--filter", `label=${prefix}/managed=true`))
    .split("\n")
    .filter(Boolean);
  if (left.length > 0) await docker("rm", "-f", ...left);
  await docker("network", "rm", ...networks);
});

function service(ofHost: object = {}): RunService {
  const host = { host_name: "real", docker_url: dockerUrl, location_names: ["etl"], ...ofHost };
  const config = parseLauncherConfig({
    container_label_prefix: prefix,
    stop_grace_seconds: 2,
    docker_hosts: [host],
  });
  return new RunService({ config, connect: (one) => new DockerodeHost(one, config.request_timeout_seconds) });
}

const shell = (script: string): Partial<CreateRequest> => ({ command: ["sh", "-c", script] });

function request(changes: Partial<CreateRequest> = {}): CreateRequest {
  const base = { attempt: 0, jobName: "job", locationName: "etl", image: tinyImage, env: {} };
  return { ...base, runId: randomUUID(), command: ["sleep", "60"], ...changes };
}

async function launch(runs: RunService, changes: Partial<CreateRequest> = {}) {
  const wanted = request(changes);
  const events: Event[] = [];
  const created = await runs.create(wanted, (event) => events.push(event));
  const target = { runId: wanted.runId, attempt: 0, hostName: "real", containerId: created.containerId };
  return { wanted, created, target, events, started: await runs.start(target) };
}

async function ended(runs: RunService, target: Parameters<RunService["health"]>[0]) {
  await expect.poll(async () => (await runs.health(target)).status, { timeout: 20_000 }).not.toBe("RUNNING");
  return runs.health(target);
}

describe("runs on a real engine", () => {
  test("succeed, with environment, labels, limits and both networks", async () => {
    const runs = service({
      networks,
      env_vars: ["GREETING=hello world"],
      container_kwargs: {
        mem_limit: "64m",
        environment: { DAGSTER_RUN_ID: "forged" },
        labels: [`${prefix}/run_id`],
      },
    });
    const { target, wanted } = await launch(runs, shell("env; exit 0"));
    expect(await ended(runs, target)).toMatchObject({ status: "SUCCESS", exitCode: 0 });
    expect(await runs.debug(target)).toMatch(
      new RegExp(`DAGSTER_RUN_ID=${wanted.runId}|GREETING=hello world`),
    );
    const format =
      "{{.HostConfig.Memory}} {{.HostConfig.AutoRemove}} {{len .NetworkSettings.Networks}} {{json .Config.Labels}}";
    const inspected = await docker("inspect", "--format", format, target.containerId);
    expect(inspected).toMatch(/^67108864 false 2 /);
    expect(inspected).toContain(`"${prefix}/run_id":"${wanted.runId}"`);
    runs.close();
  });

  test("fail with exit code and the last lines of both streams", async () => {
    const runs = service();
    const { target } = await launch(
      runs,
      // dockerd copies the two streams side by side: the pause puts the last line last.
      shell("i=0; while [ $i -lt 40 ]; do echo line $i; i=$((i+1)); done; sleep 1; echo bad >&2; exit 13"),
    );
    const health = await ended(runs, target);
    expect(health).toMatchObject({
      status: "FAILED",
      exitCode: 13,
      message: "Container exited with code 13 on 'real'.",
    });
    expect(health.logTail).toHaveLength(25);
    expect(health.logTail).toContain("bad");
    expect(health.logTail).not.toContain("line 0");
    runs.close();
  });

  test("are launched once by simultaneous and repeated requests of several launchers", async () => {
    const [one, two] = [service(), service()];
    const wanted = request();
    const created = await Promise.all([one, two, one].map((runs) => runs.create(wanted, () => undefined)));
    expect(new Set(created.map(({ containerId }) => containerId)).size).toBe(1);
    expect(created.filter(({ existed }) => !existed)).toHaveLength(1);
    one.close();
    two.close();
  });

  test("stop within the grace period, also when they ignore the signal, and stopping again is a success", async () => {
    const runs = service();
    const { target } = await launch(runs, shell("trap '' TERM; while :; do sleep 1; done"));
    expect((await runs.health(target)).status).toBe("RUNNING");
    const before = Date.now();
    expect(await runs.terminate({ runId: target.runId })).toMatchObject({
      outcome: "stopped",
      containerId: target.containerId,
    });
    expect(Date.now() - before).toBeLessThan(6000);
    expect(await runs.terminate(target)).toMatchObject({ outcome: "already_stopped" });
    expect(await runs.health(target)).toMatchObject({ status: "FAILED", exitCode: 137 });
    await docker("rm", "-f", target.containerId);
    expect(await runs.health(target)).toMatchObject({ status: "NOT_FOUND" });
    expect(await runs.terminate(target)).toMatchObject({ outcome: "not_found" });
    runs.close();
  });

  test.each([
    ["a missing network", { network: "no-such-network" }, {}, "NETWORK_NOT_FOUND"],
    ["a missing image", {}, { image: "127.0.0.1:9/none:1" }, "IMAGE_PULL_FAILED"],
    ["a missing command", {}, { command: ["/no/such/program"] }, "CONTAINER_START_FAILED"],
    [
      "an option that the engine refuses",
      { container_kwargs: { cpuset_cpus: "banana" } },
      {},
      "CONTAINER_CREATE_FAILED",
    ],
  ])("leave nothing behind after %s", async (_, ofHost, changes, code) => {
    const runs = service(ofHost);
    const wanted = request(changes);
    await expect(launch(runs, wanted)).rejects.toMatchObject({
      code,
      message: expect.stringContaining("'real'") as string,
    });
    expect(await docker("ps", "-aq", "--filter", `label=${prefix}/run_id=${wanted.runId}`)).toBe("");
    runs.close();
  });
});
