import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createLogger } from "../../../../launcher/log/logger.ts";
import { Metrics } from "../../../../launcher/api/metrics.ts";
import { StatusBoard } from "../../../../launcher/api/statusBoard.ts";
import { statusServer } from "../../../../launcher/api/statusServer.ts";
import { fleet } from "../fleet.ts";
import { fakePage } from "../fakePage.ts";

const api = JSON.parse(readFileSync("docs/openapi.json", "utf8")) as { paths: object };

function server() {
  const parts = fleet();
  const metrics = new Metrics();
  const board = new StatusBoard(() => parts.service.hosts(), { now: () => parts.time.now });
  const { page } = fakePage(parts);
  const logger = createLogger("silent");
  return { ...parts, metrics, server: statusServer({ board, metrics, logger, page }) };
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

test("has no other route of the launcher's API", async () => {
  const { server: status } = server();
  const other = Object.keys(api.paths).filter((path) => !["/v1/hosts", "/v1/openapi.json"].includes(path));
  expect(other.length).toBeGreaterThan(10);
  for (const path of other) {
    const url = path.replaceAll(/{\w+}/g, "b");
    expect((await status.inject(url)).json(), url).toMatchObject({ error: { code: "NOT_FOUND" } });
  }
});

test("refuses over TCP every method that could change something, on every path", async () => {
  const { server: status, host } = server();
  const address = await status.listen({ host: "127.0.0.1", port: 0 });
  const paths = Object.keys(api.paths).map((path) => path.replaceAll(/{\w+}/g, "b"));
  for (const path of [...paths, "/healthz", "/metrics", "/"]) {
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      const answer = await fetch(`${address}${path}`, { method, body: "{}" });
      expect([answer.status, answer.headers.get("allow")], `${method} ${path}`).toEqual([405, "GET"]);
      expect(await answer.json()).toMatchObject({ error: { code: "METHOD_NOT_ALLOWED", retryable: false } });
    }
  }
  expect(host("b").calls).toEqual([]);
  await status.close();
});

test("refuses them on a route that somebody adds, too", async () => {
  const { server: status } = server();
  let changed = false;
  status.post("/change", () => (changed = true));
  expect((await status.inject({ method: "POST", url: "/change" })).statusCode).toBe(405);
  expect(changed).toBe(false);
});

test("asks the hosts at most every 5 seconds, however often it is read", async () => {
  const { server: status, host, time } = server();
  await Promise.all([status.inject("/metrics"), status.inject("/v1/hosts"), status.inject("/v1/hosts")]);
  expect(host("b").calls.filter((call) => call === "version")).toHaveLength(1);
  time.now += 6000;
  await status.inject("/v1/hosts");
  expect(host("b").calls.filter((call) => call === "version")).toHaveLength(2);
});
