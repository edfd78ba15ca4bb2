import { randomUUID } from "node:crypto";
import { text } from "node:stream/consumers";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseLauncherConfig } from "../../../launcher/config/index.ts";
import { DockerodeHost } from "../../../launcher/docker/dockerodeHost.ts";
import { RunService } from "../../../launcher/runs/service.ts";
import { realEngine } from "./engine.ts";
import { tinyImage } from "./tinyImage.ts";

const prefix = `test-${randomUUID().slice(0, 8)}`;
let dockerUrl: string;
let service: RunService;

const docker = async (...arguments_: string[]): Promise<string> =>
  (await execa("docker", arguments_, { env: { DOCKER_HOST: dockerUrl } })).stdout;

beforeAll(async () => {
  ({ dockerUrl } = await realEngine());
  const host = { host_name: "real", docker_url: dockerUrl, location_names: ["etl"] };
  const config = parseLauncherConfig({
    container_label_prefix: prefix,
    stop_grace_seconds: 1,
    docker_hosts: [host],
  });
  service = new RunService({ config, connect: (one) => new DockerodeHost(one, 30) });
});

afterAll(async () => {
  const left = await docker("ps", "-aq", "--filter", `label=${prefix}/managed=true`);
  if (left !== "") await docker("rm", "-f", ...left.split("\n"));
  service.close();
});

async function create(runId: string, command: string[], instanceId = "ours") {
  const base = { attempt: 0, jobName: "job", locationName: "etl", image: tinyImage, env: {} };
  const created = await service.create({ ...base, runId, command, instanceId }, () => undefined);
  return { runId, attempt: 0, hostName: "real", containerId: created.containerId };
}

async function ended(runId: string, script: string, instanceId?: string): Promise<void> {
  const target = await create(runId, ["sh", "-c", script], instanceId);
  await service.start(target);
  await expect.poll(async () => (await service.health(target)).status).not.toBe("RUNNING");
}

const rules = { instanceId: "ours", maxAgeHours: 0, dryRun: false };

test("on a real engine: what ended goes, failures and new ones stay, orphans are stopped, others are left alone", async () => {
  await Promise.all([
    ended("succeeded", "exit 0"),
    ended("failed", "exit 3"),
    ended("resumable", "exit 0"),
    ended("theirs", "exit 0", "theirs"),
    create("created", ["true"]),
    create("orphan", ["sleep", "600"]).then((target) => service.start(target)),
    create("live", ["sleep", "600"]).then((target) => service.start(target)),
  ]);
  const sets = { activeRunIds: new Set(["resumable", "live"]), endedRunIds: new Set(["orphan", "failed"]) };

  const dry = await service.cleanUp({ ...rules, ...sets, dryRun: true });
  const { containers, skipped } = await service.cleanUp({ ...rules, ...sets });

  expect(skipped).toEqual([]);
  const actions = Object.fromEntries(containers.map(({ runId, action }) => [runId, action]));
  expect(actions).toEqual({
    succeeded: "removed",
    failed: "kept",
    resumable: "kept",
    created: "kept",
    orphan: "stopped",
    live: "kept",
  });
  expect(Object.fromEntries(dry.containers.map(({ runId, action }) => [runId, action]))).toEqual(actions);
  expect(containers.find(({ runId }) => runId === "failed")).toMatchObject({
    ...{ hostName: "real", status: "exited", exitCode: 3, image: tinyImage },
    finishedAt: expect.stringMatching(/^20\d\d-/) as string,
  });
  const left = (await service.containers("ours")).containers.map(({ runId, status }) => [runId, status]);
  expect(Object.fromEntries(left)).toEqual({
    failed: "exited",
    resumable: "exited",
    created: "created",
    orphan: "exited",
    live: "running",
  });
  expect((await service.containers("theirs")).containers).toHaveLength(1);
});

test("a real engine's log is streamed while the container runs, and after", async () => {
  const script = "echo one; echo two >&2; sleep 2; echo three";
  const target = await create("speaking", ["sh", "-c", script]);
  await service.start(target);
  const before = Date.now();
  expect((await text(await service.logs(target, { follow: true }))).split("\n").toSorted()).toEqual(
    ["", "one", "two", "three"].toSorted(),
  );
  expect(Date.now() - before).toBeGreaterThan(1000);
  expect(await text(await service.logs(target, { follow: false, tail: 1 }))).toBe("three\n");
});

test("a real engine tells its disk usage and its time", async () => {
  const [host] = await service.hosts({ disk: true });
  expect(host).toMatchObject({ reachable: true, certificateExpiry: null });
  expect(host?.disk?.images).toBeGreaterThan(1_000_000);
  const config = parseLauncherConfig({
    docker_hosts: [{ host_name: "x", docker_url: dockerUrl, location_names: [] }],
  }).docker_hosts[0];
  if (config === undefined) throw new Error("no host");
  const engine = new DockerodeHost(config, 5);
  expect(Math.abs((await engine.time()) - Date.now())).toBeLessThan(5000);
  engine.close();
});
