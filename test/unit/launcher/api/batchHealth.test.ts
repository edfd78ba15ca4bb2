import { afterEach, beforeEach, expect, test } from "vitest";
import { fleet } from "../fleet.ts";
import { silentServer } from "../silentServer.ts";

let parts: ReturnType<typeof fleet>;
let server: ReturnType<typeof silentServer>;

beforeEach(() => {
  parts = fleet();
  server = silentServer(parts.service);
});
afterEach(() => server.close());

type Answer = { runs: { run_id: string; status: string; message: string; host_name: string | null }[] };

async function ask(runs: object[]) {
  const answer = await server.inject({ method: "POST", url: "/v1/health", payload: { runs } });
  return { status: answer.statusCode, body: answer.json<Answer>() };
}

test("answers in the order of the request, as the route of one run does", async () => {
  const first = await parts.create({ runId: "run-1" });
  await parts.service.start({ runId: "run-1", attempt: 0, ...first });
  const second = await parts.create({ runId: "run-2", locationName: "analytics" });
  await parts.service.start({ runId: "run-2", attempt: 0, ...second });
  parts.host("c").end(second.containerId, 3);
  const names = { attempt: 0, host_name: "c", container_id: second.containerId };
  const { status, body } = await ask([
    { run_id: "run-2", ...names },
    { run_id: "run-9", attempt: null, host_name: null, container_id: null },
    { run_id: "run-1" },
  ]);
  expect(status).toBe(200);
  expect(body.runs.map(({ run_id, status }) => [run_id, status])).toEqual([
    ["run-2", "FAILED"],
    ["run-9", "NOT_FOUND"],
    ["run-1", "RUNNING"],
  ]);
  const one = (await server.inject("/v1/runs/run-1/health")).json<object>();
  expect(body.runs[2]).toEqual({ run_id: "run-1", ...one });
});

test("a run of which nothing can be told is unknown, and spoils no other's answer", async () => {
  const created = await parts.create();
  parts.host("c").failures = { inspect: new Error("password=hunter2") };
  const { status, body } = await ask([
    { run_id: "run-7", host_name: "c", container_id: "a".repeat(12) },
    { run_id: "run-1", host_name: "b", container_id: created.containerId },
  ]);
  expect(status).toBe(200);
  expect(body.runs.map(({ status }) => status)).toEqual(["UNKNOWN", "RUNNING"]);
  expect(JSON.stringify(body)).not.toContain("hunter2");
});

test.each([
  [0, 400],
  [1, 200],
  [1000, 200],
  [1001, 400],
])("takes 1 to 1000 runs: %i", async (count, status) => {
  const runs = Array.from({ length: count }, (_, index) => ({ run_id: `run-${index}` }));
  const answer = await ask(runs);
  expect(answer.status).toBe(status);
  if (status === 200) expect(answer.body.runs).toHaveLength(count);
});

test("a name that cannot be one is unknown, and is not put into any request to a host", async () => {
  const created = await parts.create();
  const before = parts.host("b").calls.length;
  const { status, body } = await ask([
    { run_id: "run-1", host_name: "b", container_id: "../images/json?" },
    { run_id: "a/b" },
    { run_id: "run-1", host_name: "" },
  ]);
  expect(status).toBe(200);
  expect(body.runs.map(({ status }) => status)).toEqual(["UNKNOWN", "UNKNOWN", "UNKNOWN"]);
  expect(body.runs[0]?.message).toContain("container_id: must be a container id");
  expect(parts.host("b").calls).toHaveLength(before);
  const [one] = (await ask([{ run_id: "run-1", container_id: created.containerId }])).body.runs;
  expect(one?.status).toBe("RUNNING");
});

test("a field of a run that does not exist is named by its place", async () => {
  const { status, body } = await ask([{ run_id: "a" }, { run_id: "c", attemt: 1 }]);
  expect(status).toBe(400);
  expect(body).toMatchObject({
    error: { message: expect.stringMatching(/runs\.1: .*"attemt"/) as string },
  });
});
