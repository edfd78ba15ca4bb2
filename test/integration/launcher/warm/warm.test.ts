import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { CreateRequest } from "../../../../launcher/runs/requests.ts";
import { deploy } from "./deployment.ts";
import type { Deployment } from "./deployment.ts";
import { runService, serveLauncher } from "./launcher.ts";
import { launchRun, untilReady, untilRun } from "./runs.ts";

const ended = ["SUCCESS", "FAILURE", "CANCELED"];
let deployment: Deployment;
let launcher: Awaited<ReturnType<typeof serveLauncher>>;

beforeAll(async () => {
  deployment = await deploy();
});
afterAll(() => deployment.close());

/** One launch that starts cold, from which the launcher learns, unless workers are there already. */
async function warmUp(): Promise<void> {
  const { run_id } = await launchRun(deployment, "describing");
  await untilRun(deployment, run_id, ended);
  await untilReady(launcher.service, 1);
}

const idle = async (): Promise<string[]> => {
  const filter = ["--filter", `label=${deployment.prefix}/managed=true`, "--filter", "name=dagster-warm-"];
  return (await deployment.docker("ps", "--no-trunc", "--format", "{{.ID}}", ...filter))
    .split("\n")
    .filter(Boolean);
};

describe.each([
  ["cold", 0],
  ["warm", 1],
])("a run that starts %s", (kind, warm_workers) => {
  const launch = async (job: string) => {
    if (warm_workers > 0) await untilReady(launcher.service, 1);
    const run = await launchRun(deployment, job);
    expect(run.warm).toBe(kind === "warm");
    return { ...run, target: { runId: run.run_id, hostName: "real", containerId: run.containerId } };
  };

  beforeAll(async () => {
    const container_kwargs = { mem_limit: "400m", memswap_limit: "400m" };
    launcher = await serveLauncher(deployment, {
      warm_workers,
      env_vars: ["GREETING=hello"],
      container_kwargs,
    });
    if (warm_workers > 0) await warmUp();
  });
  afterAll(() => launcher.close());

  test.each(["describing", "in_processes"])(
    "succeeds, in the process and environment of a cold one: %s",
    async (job) => {
      const { run_id, containerId, target } = await launch(job);
      expect((await untilRun(deployment, run_id, ended)).status).toBe("SUCCESS");
      await expect
        .poll(() => launcher.service.health(target), { timeout: 20_000 })
        .toMatchObject({
          ...{ status: "SUCCESS", exitCode: 0 },
        });
      const log = await deployment.docker("logs", containerId);
      const [facts = ""] = /facts .*/.exec(log) ?? [];
      expect(facts).toContain(`'run': '${run_id}'`);
      expect(facts).toContain(`'job': '${job}'`);
      expect(facts).toContain("'greeting': 'hello'");
      if (job === "describing") {
        expect(facts).toContain("'argv0': '/opt/dagster/venv/bin/dagster', 'path0': '/opt/dagster/venv/bin'");
        expect(facts).toContain("'main': '/opt/dagster/venv/bin/dagster', 'stdin': '/dev/null'");
      }
      const { containers } = await launcher.service.containers();
      expect(containers.filter(({ runId }) => runId === run_id)).toMatchObject([
        { attempt: 0, id: containerId },
      ]);
    },
  );

  test("fails with Dagster's exit code", async () => {
    const { run_id, target } = await launch("failing");
    expect((await untilRun(deployment, run_id, ended)).status).toBe("FAILURE");
    const end = { status: "FAILED", exitCode: 1, oomKilled: false };
    await expect.poll(() => launcher.service.health(target), { timeout: 20_000 }).toMatchObject(end);
  });

  test("crashes with its own exit code and last lines", async () => {
    const { target } = await launch("crashing");
    const end = { status: "FAILED", exitCode: 13 };
    await expect.poll(() => launcher.service.health(target), { timeout: 60_000 }).toMatchObject(end);
    expect((await launcher.service.health(target)).logTail.join()).toContain("crashing now");
    expect(await launcher.service.debug({ runId: target.runId })).toContain("crashing now");
  });

  test("runs out of memory within the limit of its host", async () => {
    const { target } = await launch("eating");
    const end = { status: "FAILED", oomKilled: true };
    await expect.poll(() => launcher.service.health(target), { timeout: 120_000 }).toMatchObject(end);
  });

  test("ends canceled when it is terminated", async () => {
    const { run_id, target } = await launch("waiting");
    await untilRun(deployment, run_id, ["STARTED"]);
    await deployment.ask("terminate", { run_id });
    expect((await untilRun(deployment, run_id, ended)).status).toBe("CANCELED");
    await expect
      .poll(async () => (await launcher.service.health(target)).status, { timeout: 20_000 })
      .not.toBe("RUNNING");
  });
});

describe("warm workers", () => {
  beforeAll(async () => {
    launcher = await serveLauncher(deployment, { warm_workers: 1 });
    await warmUp();
  });
  afterEach(() => untilReady(launcher.service, 1));
  afterAll(() => launcher.close());

  test("write nothing before they have a run, and stop at once when they are told to", async () => {
    const [id = ""] = await idle();
    expect(await deployment.docker("logs", id)).toBe("");
    const before = Date.now();
    await deployment.docker("stop", "--time", "20", id);
    expect(Date.now() - before).toBeLessThan(10_000);
    expect(await deployment.docker("inspect", "--format", "{{.State.ExitCode}}", id).catch(() => "0")).toBe(
      "0",
    );
  });

  test("that are killed while they wait touch no run", async () => {
    for (const id of await idle()) await deployment.docker("kill", id);
    const { run_id } = await launchRun(deployment, "describing");
    expect((await untilRun(deployment, run_id, ended)).status).toBe("SUCCESS");
  });

  test("that are killed between creation and start are replaced", async () => {
    const { run_id } = await deployment.ask<{ run_id: string }>("prepare", { job: "describing" });
    const start = launcher.service.start.bind(launcher.service);
    launcher.service.start = async (request) => {
      await deployment.docker("kill", request.containerId);
      return start(request);
    };
    try {
      await deployment.ask("launch", { run_id });
    } finally {
      launcher.service.start = start;
    }
    const shown = await untilRun(deployment, run_id, ended);
    expect(shown.status).toBe("SUCCESS");
    const name = await deployment.docker("inspect", "--format", "{{.Id}}", `dagster-run-${run_id}-0`);
    expect(shown.tags["multihost_docker/container_id"]).toBe(name);
  });

  test("that a launcher had taken when it was killed are given their run by the next one", async () => {
    const { run_id } = await deployment.ask<{ run_id: string }>("prepare", { job: "describing" });
    const [id = ""] = await idle();
    // As far as a launcher comes that dies after the claim.
    await deployment.docker("rename", id, `dagster-run-${run_id}-0`);
    await deployment.ask("launch", { run_id });
    const shown = await untilRun(deployment, run_id, ended);
    expect(shown).toMatchObject({ status: "SUCCESS", tags: { "multihost_docker/container_id": id } });
  });

  test("are started by a launcher that did not take them", async () => {
    const { run_id } = await deployment.ask<{ run_id: string }>("prepare", { job: "describing" });
    const start = launcher.service.start.bind(launcher.service);
    const other = runService(deployment).service;
    launcher.service.start = (request) => other.start(request);
    try {
      await deployment.ask("launch", { run_id });
    } finally {
      launcher.service.start = start;
    }
    const { status, events } = await untilRun(deployment, run_id, ended);
    expect(status).toBe("SUCCESS");
    expect(events.join()).toContain("(warm)");
    other.close();
  });

  test("go to one of two launchers only", async () => {
    let seen: CreateRequest | undefined;
    const create = launcher.service.create.bind(launcher.service);
    launcher.service.create = (request, emit) => create((seen = request), emit);
    await launchRun(deployment, "describing");
    launcher.service.create = create;
    if (seen === undefined) throw new Error("no request was seen");
    await untilReady(launcher.service, 1);
    const other = runService(deployment, { warm_workers: 1 }).service;
    await sleep(2000);
    const wanted = [launcher.service, other].map((service) => ({ service, runId: randomUUID() }));
    const created = await Promise.all(
      wanted.map(({ service, runId }) =>
        service.create({ ...(seen as CreateRequest), runId }, () => undefined),
      ),
    );
    other.close();
    expect(created.filter(({ warm }) => warm)).toHaveLength(1);
    for (const { containerId, containerName } of created) {
      const name = await deployment.docker("inspect", "--format", "{{.Name}}", containerId);
      expect(name).toBe(`/${containerName}`);
      await deployment.docker("rm", "--force", containerId);
    }
  });
});
