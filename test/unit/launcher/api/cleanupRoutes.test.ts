import { afterEach, beforeEach, expect, test } from "vitest";
import { fleet } from "../fleet.ts";
import { silentServer } from "../silentServer.ts";

const day = 86_400_000;
let parts: ReturnType<typeof fleet>;
let server: ReturnType<typeof silentServer>;

beforeEach(() => {
  parts = fleet();
  server = silentServer(parts.service);
});
afterEach(() => server.close());

async function post(payload: object): Promise<{ status: number; body: unknown }> {
  const answer = await server.inject({ method: "POST", url: "/v1/cleanup", payload });
  return { status: answer.statusCode, body: answer.json() };
}

test("lists and cleans up, in the names of the wire", async () => {
  const host = parts.host("b");
  host.now = day;
  const { containerId } = await parts.create({ instanceId: "ours" });
  const listed = await server.inject("/v1/containers?instance_id=ours");
  expect(listed.json()).toEqual({
    containers: [
      {
        host_name: "b",
        container_id: containerId,
        container_name: "dagster-run-run-1-0",
        run_id: "run-1",
        attempt: 0,
        instance_id: "ours",
        job_name: "daily_etl",
        location_name: "etl",
        status: "created",
        image: "app:1",
        created: "1970-01-02T00:00:00.000Z",
      },
    ],
    unreachable: [],
  });
  host.end(containerId, 0);
  host.now = 3 * day;
  parts.host("c").down = true;
  expect(await post({ instance_id: "ours" })).toEqual({
    status: 200,
    body: {
      dry_run: false,
      counts: { removed: 1, stopped: 0, kept: 0, failed: 0 },
      containers: [
        {
          host_name: "b",
          container_id: containerId,
          run_id: "run-1",
          status: "exited",
          image: "app:1",
          created: "1970-01-02T00:00:00.000Z",
          finished_at: "1970-01-02T00:00:00.000Z",
          exit_code: 0,
          action: "removed",
          reason: "succeeded 48 h ago",
        },
      ],
      unreachable: [{ host_name: "c", error: expect.any(String) as string }],
    },
  });
  expect(host.containers.size).toBe(0);
});

test.each([
  [{}, "instance_id"],
  [{ instance_id: "" }, "instance_id"],
  [{ instance_id: "ours", max_age_hours: -1 }, "max_age_hours"],
  [{ instance_id: "ours", max_age_hours: "24" }, "max_age_hours"],
  [{ instance_id: "ours", ended_run_ids: "all" }, "ended_run_ids"],
])("refuses %j", async (body, field) => {
  const message = expect.stringContaining(field) as string;
  expect(await post(body)).toMatchObject({
    status: 400,
    body: { error: { code: "REQUEST_INVALID", message } },
  });
});

test("drains and undrains, and says so", async () => {
  const drained = await server.inject({ method: "POST", url: "/v1/hosts/b/drain" });
  expect(drained.json()).toEqual({
    ...{ host_name: "b", drained: true },
    drained_since: "1970-01-01T00:00:00.000Z",
  });
  const hosts = (await server.inject("/v1/hosts?disk=true")).json<{ hosts: object[] }>().hosts;
  expect(hosts[0]).toMatchObject({ drained: true, disk: { images_bytes: 4 } });
  await server.inject({ method: "POST", url: "/v1/hosts/b/undrain" });
  expect((await server.inject("/v1/hosts")).json<{ hosts: object[] }>().hosts[0]).toMatchObject({
    ...{ drained: false, disk: null },
  });
  const unknown = await server.inject({ method: "POST", url: "/v1/hosts/z/drain" });
  expect(unknown.statusCode).toBe(404);
});
