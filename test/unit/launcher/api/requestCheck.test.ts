import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { fleet } from "../fleet.ts";
import { silentServer } from "../silentServer.ts";

const server = silentServer(fleet().service);
afterAll(() => server.close());

const body = { job_name: "j", location_name: "etl", image: "app:1", command: ["dagster"] };

async function refusal(method: "GET" | "POST", url: string, payload?: unknown): Promise<string> {
  const headers = { "content-type": "application/json" };
  const sent = payload === undefined ? {} : { headers, payload: JSON.stringify(payload) };
  const answer = await server.inject({ method, url, ...sent });
  const { error } = answer.json<{ error: { code: string; message: string } }>();
  expect([answer.statusCode, error.code]).toEqual([400, "REQUEST_INVALID"]);
  return error.message;
}

test.each([
  [
    { ...body, tags: { a: 1 }, container_context: "x", image: undefined },
    /image: .*tags\.a: .*container_context: /,
  ],
  [{ ...body, command: [] }, /command: /],
  [{ ...body, env: { "A=B": "x" } }, /env\.A=B: must be the name of a variable/],
  [{ ...body, comand: ["x"], imge: "y" }, /"comand", "imge"/],
  [{ ...body, pinned_host: "", grpc_port: 65_536 }, /pinned_host: .*grpc_port: /],
  [{ ...body, grpc_port: "4000" }, /grpc_port: /],
  [[], /expected object/],
])("a create body %# is refused, with every wrong field named", async (payload, message) => {
  expect(await refusal("POST", "/v1/runs/r/create", payload)).toMatch(message);
});

test.each([
  ["POST", "/v1/runs/a%2Fb/create", body, /run_id: must be the id of a run/],
  [
    "POST",
    "/v1/runs/r/start",
    { host_name: "b", container_id: "../x" },
    /container_id: must be a container id/,
  ],
  ["POST", "/v1/runs/r/terminate", { hostname: "b" }, /"hostname"/],
  ["GET", "/v1/runs/r/health?attempt=-1&host_name=", undefined, /attempt: .*host_name: /],
  ["GET", "/v1/runs/r/logs?tails=3", undefined, /"tails"/],
  ["GET", "/v1/hosts?disk=yes", undefined, /disk: /],
] as const)("%s %s is refused", async (method, url, payload, message) => {
  expect(await refusal(method, url, payload)).toMatch(message);
});

test("an unknown field is named, whatever it is called, and its value is not", async () => {
  const known = new Set(["attempt", "host_name", "container_id"]);
  const name = fc.stringMatching(/^[a-z][a-z_]{0,19}$/).filter((key) => !known.has(key));
  await fc.assert(
    fc.asyncProperty(name, async (key) => {
      const payload = { host_name: "b", container_id: "a".repeat(12), [key]: "hunter2" };
      const message = await refusal("POST", "/v1/runs/r/start", payload);
      expect(message).toContain(`"${key}"`);
      expect(message).not.toContain("hunter2");
    }),
    { numRuns: 50 },
  );
});

test("a body with optional fields only may be left out", async () => {
  const answer = await server.inject({ method: "POST", url: "/v1/runs/r/terminate" });
  expect(answer.json()).toEqual({ outcome: "not_found", host_name: null, container_id: null });
});

test("a body that is not JSON is refused", async () => {
  const headers = { "content-type": "application/json" };
  const answer = await server.inject({ method: "POST", url: "/v1/cleanup", headers, payload: "{" });
  expect([answer.statusCode, answer.json()]).toMatchObject([400, { error: { code: "REQUEST_INVALID" } }]);
});
