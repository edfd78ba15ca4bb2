import { afterEach, beforeEach, expect, test } from "vitest";
import { EngineError } from "../../../../launcher/docker/port.ts";
import { HostUnreachableError } from "../../../../launcher/error.ts";
import type { Announced } from "../../../../launcher/runs/requests.ts";
import { request } from "../fleet.ts";
import { silentServer } from "../silentServer.ts";
import { idle, named, warmFleet } from "./fleetWithWorkers.ts";

let fleet: Awaited<ReturnType<typeof warmFleet>>;
/** What was announced, and the worker's name at that moment. */
let told: { worker: Announced | null; name: string | undefined }[];

beforeEach(async () => {
  fleet = await warmFleet();
  told = [];
});
afterEach(() => fleet.service.close());

const create = (runId: string) =>
  fleet.service.create(
    { ...request, runId },
    () => undefined,
    (worker) => told.push({ worker, name: fleet.b.containers.get(worker?.containerId ?? "")?.name }),
  );

/** The idle worker, as it is announced for `run-2`. */
async function oneWorker(): Promise<Announced & { idleName: string }> {
  await fleet.launch();
  await fleet.ready(1);
  const [idleName = ""] = idle(fleet.b);
  const containerId = named(fleet.b, idleName).id;
  return { containerId, containerName: "dagster-run-run-2-0", hostName: "b", idleName };
}

test("a worker is announced while it is still idle, and then taken", async () => {
  const { idleName, ...worker } = await oneWorker();
  expect(await create("run-2")).toMatchObject({ ...worker, warm: true });
  expect(told).toEqual([{ worker, name: idleName }]);
});

test("while it is not taken yet, nobody takes the run for lost", async () => {
  const { containerId } = await oneWorker();
  const target = { runId: "run-2", attempt: 0, hostName: "b", containerId };
  expect(await fleet.service.health(target)).toMatchObject({ status: "UNKNOWN" });
  expect(await fleet.service.health({ ...target, containerId: "nothing" })).toMatchObject({
    status: "NOT_FOUND",
  });
});

test("nothing is announced of a cold start", async () => {
  await create("run-1");
  expect(told).toEqual([]);
});

test("a worker that was not to be had is taken back before another container is made", async () => {
  const { idleName, ...worker } = await oneWorker();
  const make = fleet.b.create.bind(fleet.b);
  const before: unknown[] = [];
  fleet.b.create = (name, spec) => {
    if (name === worker.containerName) before.push(...told);
    return make(name, spec);
  };
  fleet.b.failures = { rename: new EngineError(404, "No such container") };
  expect(await create("run-2")).toMatchObject({ warm: false });
  expect(before).toEqual([
    { worker, name: idleName },
    { worker: null, name: undefined },
  ]);
});

test("so is one whose host was lost", async () => {
  const { idleName, ...worker } = await oneWorker();
  fleet.b.failures = { rename: new HostUnreachableError("no answer") };
  await expect(create("run-2")).rejects.toMatchObject({ code: "HOST_UNREACHABLE" });
  expect(told).toEqual([
    { worker, name: idleName },
    { worker: null, name: undefined },
  ]);
});

test("only who asks for it gets lines of it", async () => {
  const server = silentServer(fleet.service);
  const { containerId: container_id, containerName: container_name } = await oneWorker();
  const body = {
    ...{ job_name: request.jobName, location_name: request.locationName, image: request.image },
    ...{ command: request.command, announce: true },
  };
  const ask = async (runId: string, payload: object) => {
    const answer = await server.inject({ method: "POST", url: `/v1/runs/${runId}/create`, payload });
    const lines = answer.body.trim().split("\n");
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  };
  const [announced, result] = await ask("run-2", body);
  expect(announced).toEqual({ announced: { container_id, container_name, host_name: "b" } });
  expect(result).toMatchObject({ result: { container_id, warm: true } });
  await fleet.ready(1);
  const lines = await ask("run-3", { ...body, announce: false });
  expect(lines.map((line) => Object.keys(line))).toEqual([["result"]]);
  await server.close();
});

test("tags that name a worker which the run did not get lead to the run's own container", async () => {
  const { containerId: idleId } = await oneWorker();
  fleet.b.failures = { rename: new EngineError(404, "No such container") };
  const { containerId, hostName } = await create("run-2");
  const target = { runId: "run-2", attempt: 0, hostName, containerId: idleId };
  expect(await fleet.service.health(target)).toMatchObject({ status: "RUNNING", containerId });
  expect(await fleet.service.terminate(target)).toMatchObject({ containerId });
  expect(fleet.b.containers.get(idleId)?.status).toBe("running");
});
