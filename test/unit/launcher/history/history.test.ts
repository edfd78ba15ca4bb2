import { expect, test } from "vitest";
import { HostUnreachableError, LauncherError } from "../../../../launcher/error.ts";
import { History } from "../../../../launcher/history/history.ts";
import { RunMemory } from "../../../../launcher/history/runMemory.ts";
import { request } from "../fleet.ts";

const started = { containerId: "c1", hostName: "b", alreadyRunning: false };
const start = { runId: "run-1", attempt: 0, hostName: "b", containerId: "c1" };
const ended = {
  ...{ id: "c1", name: "dagster-run-run-1-0", image: "app:1", action: "die", exitCode: 3, at: "1" },
  labels: { "dagster/run_id": "run-1", "dagster/job_name": "from_label" },
};

function history() {
  const time = { now: 1_000_000 };
  const made = new History({ now: () => time.now });
  const launch = async (answer = started): Promise<void> => {
    await made.creating(request, () => Promise.resolve((time.now += 100)));
    await made.starting(start, () => {
      time.now += 50;
      return Promise.resolve(answer);
    });
  };
  return { history: made, time, launch };
}

test("a launch lasts from the request until the container is started", async () => {
  const { history: made, time, launch } = history();
  await launch();
  expect(made.latency.total(time.now)).toMatchObject({ count: 1, slowest: 150 });
  expect(made.runs.get("run-1")).toMatchObject({ jobName: "daily_etl", startedAt: time.now });
});

test("a repeated start is no launch", async () => {
  const { history: made, time, launch } = history();
  await launch({ ...started, alreadyRunning: true });
  expect(made.latency.total(time.now)).toBeUndefined();
});

test("a launch that fails is kept with its code; what is not meant for users is not told", async () => {
  const { history: made } = history();
  const fail = (error: Error) => made.creating(request, () => Promise.reject(error)).catch(() => undefined);
  await fail(new LauncherError("IMAGE_NOT_FOUND", "No such image.\nPush it."));
  await fail(new Error("password=hunter2"));
  expect(made.failures.all()).toMatchObject([
    { code: "INTERNAL", message: expect.not.stringContaining("hunter2") as string },
    { kind: "launch", code: "IMAGE_NOT_FOUND", message: "No such image. Push it.", runId: "run-1" },
  ]);
});

test("a container that fails is kept with its cause; one that succeeds or was terminated is not", async () => {
  const { history: made, launch } = history();
  made.ended("b", "ok", ended, "dagster");
  expect(made.failures.all()).toEqual([]);
  made.ended("b", "error", ended, "dagster");
  expect(made.failures.all()).toMatchObject([
    { kind: "run", code: "RUN_EXITED", jobName: "from_label", hostName: "b", containerId: "c1" },
  ]);
  expect(made.failures.all()[0]?.message).toContain("code 3");
  await launch();
  made.terminating("run-1");
  made.ended("b", "oom", ended, "dagster");
  expect(made.failures.all()).toHaveLength(1);
  made.ended("b", "oom", { ...ended, labels: { "dagster/run_id": "run-2" } }, "dagster");
  expect(made.failures.all()[0]).toMatchObject({ code: "RUN_OUT_OF_MEMORY", runId: "run-2" });
});

test("a host that is lost is kept with the reason", () => {
  const { history: made } = history();
  made.hostChanged("b", { phase: "live" });
  made.hostChanged("b", { phase: "lost", error: new HostUnreachableError("connection refused") });
  expect(made.failures.all()).toMatchObject([
    { kind: "host", code: "HOST_UNREACHABLE", message: "connection refused", hostName: "b" },
  ]);
});

test("no more runs are remembered than asked for: the oldest go", () => {
  const memory = new RunMemory(2);
  for (const runId of ["1", "2", "3"]) memory.note(runId, { jobName: runId, beganAt: 0 });
  expect(["1", "2", "3"].map((runId) => memory.get(runId)?.jobName)).toEqual([undefined, "2", "3"]);
  memory.amend("1", { terminated: true });
  expect(memory.get("1")).toBeUndefined();
});
