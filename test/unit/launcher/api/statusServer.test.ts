import { expect, test } from "vitest";
import { createLogger } from "../../../../launcher/api/logger.ts";
import { Metrics } from "../../../../launcher/api/metrics.ts";
import { StatusBoard } from "../../../../launcher/api/statusBoard.ts";
import { statusServer } from "../../../../launcher/api/statusServer.ts";
import { fleet } from "../fleet.ts";

function server() {
  const parts = fleet();
  const metrics = new Metrics();
  const board = new StatusBoard(() => parts.service.hosts(), { now: () => parts.time.now });
  return { ...parts, metrics, server: statusServer({ board, metrics, logger: createLogger("silent") }) };
}

test("serves health, hosts and metrics", async () => {
  const { server: status, host, metrics } = server();
  host("c").down = true;
  await metrics.step("create", () => Promise.resolve(1));
  await expect(metrics.step("start", () => Promise.reject(new Error("x")))).rejects.toThrow("x");
  expect((await status.inject("/healthz")).json()).toEqual({ status: "ok" });
  expect((await status.inject("/v1/hosts")).json()).toMatchObject({
    hosts: [{ reachable: true }, { reachable: false }, {}, {}],
  });
  const { body } = await status.inject("/metrics");
  expect(body).toContain('dagster_multihost_host_up{host="b"} 1');
  expect(body).toContain('dagster_multihost_host_up{host="c"} 0');
  expect(body).toContain('dagster_multihost_launches_total{step="create",outcome="ok"} 1');
  expect(body).toContain('dagster_multihost_launches_total{step="start",outcome="failed"} 1');
  expect(body).toContain('dagster_multihost_launch_step_seconds_count{step="create"} 1');
});

test("changes nothing: every route but the three is unknown", async () => {
  const { server: status } = server();
  for (const url of ["/v1/runs/r/create", "/v1/runs/r/start", "/v1/runs/r/terminate"]) {
    expect((await status.inject({ method: "POST", url, payload: {} })).statusCode).toBe(404);
  }
  expect((await status.inject("/v1/runs/r/debug")).statusCode).toBe(404);
});

test("asks the hosts at most every 5 seconds, however often it is read", async () => {
  const { server: status, host, time } = server();
  await Promise.all([status.inject("/metrics"), status.inject("/v1/hosts"), status.inject("/v1/hosts")]);
  expect(host("b").calls.filter((call) => call === "version")).toHaveLength(1);
  time.now += 6000;
  await status.inject("/v1/hosts");
  expect(host("b").calls.filter((call) => call === "version")).toHaveLength(2);
});
