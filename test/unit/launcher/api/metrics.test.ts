import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Metrics } from "../../../../launcher/api/metrics.ts";
import type { EndCause } from "../../../../launcher/watch/containerTable.ts";
import { fleet, fleetConfig } from "../fleet.ts";
import { silentServer } from "../silentServer.ts";

const text = (metrics: Metrics): Promise<string> => metrics.registry.metrics();

test("tells of each host its containers, drain and certificate, and forgets what is not known any more", async () => {
  const { service, host, create } = fleet();
  const created = await create();
  await service.start({ runId: "run-1", attempt: 0, ...created });
  await create({ runId: "run-2" });
  await service.drain("c");
  host("b").expiry = 86_400_000;
  const metrics = new Metrics();
  metrics.host.checked(await service.hosts());
  const first = await text(metrics);
  expect(first).toContain('dagster_multihost_host_containers_running{host="b"} 1');
  expect(first).toContain('dagster_multihost_host_containers{host="b"} 2');
  expect(first).toContain('dagster_multihost_host_drained{host="b"} 0');
  expect(first).toContain('dagster_multihost_host_drained{host="c"} 1');
  expect(first).toContain(
    'dagster_multihost_certificate_expiry_timestamp_seconds{host="b",certificate="server"} 86400',
  );
  expect(first).not.toContain('certificate_expiry_timestamp_seconds{host="c"');
  host("b").down = true;
  metrics.host.checked(await service.hosts());
  const later = await text(metrics);
  expect(later).toContain('dagster_multihost_host_up{host="b"} 0');
  expect(later).not.toMatch(/host_containers(_running)?{host="b"}/);
  expect(later).toContain('certificate_expiry_timestamp_seconds{host="b",certificate="server"} 86400');
});

test("a host that is configured no more has no metrics any more, whatever was known of it", async () => {
  const { service } = fleet();
  const metrics = new Metrics();
  const names = ["b", "c", "d", "e"];
  const some = { default_warm_workers: 1 };
  metrics.host.configured(
    fleetConfig(some, (name) => (name === "b" ? { capacity: 4, warm_workers: 3 } : {})),
  );
  for (const name of names) metrics.host.stream(name, name !== "c");
  metrics.host.checked(await service.hosts());
  const before = await text(metrics);
  expect(before).toContain('dagster_multihost_host_capacity{host="b"} 4');
  expect(before).not.toContain('host_capacity{host="c"}');
  expect(before).toContain('dagster_multihost_host_event_stream_connected{host="b"} 1');
  expect(before).toContain('dagster_multihost_host_event_stream_connected{host="c"} 0');
  expect(before).toContain('dagster_multihost_host_warm_workers{host="b"} 3');
  expect(before).toContain('dagster_multihost_host_warm_workers{host="c"} 1');
  const all = fleetConfig(some, { capacity: 2 });
  metrics.host.configured({
    ...all,
    docker_hosts: all.docker_hosts.filter(({ host_name }) => host_name === "c"),
  });
  const after = await text(metrics);
  expect(after).not.toMatch(/host="[bde]"/);
  expect(after).toContain('dagster_multihost_host_up{host="c"} 1');
  expect(after).toContain('dagster_multihost_host_capacity{host="c"} 2');
});

test("tells whether the newest configuration is in force, and since when", async () => {
  const metrics = new Metrics();
  metrics.config.loaded(1_700_000_000_500);
  expect(await text(metrics)).toContain("dagster_multihost_config_last_reload_successful 1");
  metrics.config.rejected();
  const rejected = await text(metrics);
  expect(rejected).toContain("dagster_multihost_config_last_reload_successful 0");
  expect(rejected).toContain("config_last_reload_success_timestamp_seconds 1700000000.5");
});

test("counts failures by code, the lost launch of a stream among them, and requests by route", async () => {
  const { service, host } = fleet();
  const metrics = new Metrics();
  const server = silentServer(service, metrics);
  const payload = { job_name: "j", location_name: "etl", image: "app:1", command: ["dagster"] };
  host("b").down = true;
  await server.inject({ method: "POST", url: "/v1/runs/run-1/create", payload });
  await server.inject({ method: "POST", url: "/v1/runs/run-2/create", payload: {} });
  await server.inject({ method: "POST", url: "/v1/hosts/z/drain" });
  for (const url of ["/v1/health", "/v1/health", "/nope/a", "/nope/b"]) await server.inject(url);
  await server.close();
  const counted = await text(metrics);
  const create = 'route="/v1/runs/:run_id/create"';
  expect(counted).toContain(`failures_total{${create},code="HOST_UNREACHABLE"} 1`);
  expect(counted).toContain(`failures_total{${create},code="REQUEST_INVALID"} 1`);
  expect(counted).toContain('failures_total{route="/v1/hosts/:host_name/drain",code="HOST_UNKNOWN"} 1');
  expect(counted).toContain('failures_total{route="none",code="NOT_FOUND"} 2');
  expect(counted).toContain('request_seconds_count{method="GET",route="/v1/health",status="200"} 2');
  expect(counted).toContain('request_seconds_count{method="other",route="none",status="404"} 2');
  expect(counted).toContain('dagster_multihost_launches_total{step="create",outcome="retryable"} 1');
});

test("no run, path or method that somebody makes up becomes a label", async () => {
  const metrics = new Metrics();
  const server = silentServer(fleet().service, metrics);
  const path = fc.stringMatching(/^[a-z]{10}$/);
  const methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;
  const visit = fc.tuple(fc.constantFrom(...methods), fc.constantFrom("/", "/v1/runs/"), path);
  const check = fc.asyncProperty(visit, async ([method, prefix, made]) => {
    await server.inject({ method, url: `${prefix}${made}` });
    await server.inject(`/v1/runs/${made}/health`);
    expect(await text(metrics)).not.toContain(made);
  });
  await fc.assert(check, { numRuns: 30 });
  const series = (await text(metrics)).split("\n").filter((line) => line.includes("request_seconds_count"));
  expect(series).toHaveLength(2);
  await server.close();
});

test("counts ended containers by host and cause", async () => {
  const metrics = new Metrics();
  const causes: EndCause[] = ["ok", "ok", "error", "oom", "removed"];
  for (const cause of causes) metrics.ended("b", cause);
  const counted = await text(metrics);
  expect(counted).toContain('dagster_multihost_ended_containers_total{host="b",cause="ok"} 2');
  expect(counted).toContain('dagster_multihost_ended_containers_total{host="b",cause="removed"} 1');
});

test("every metric of the launcher is in the table of docs/launcher.md, and the other way round", async () => {
  const documented = readFileSync("docs/launcher.md", "utf8").matchAll(/^\| `(dagster_multihost_\w+)/gm);
  const names = (await new Metrics().registry.getMetricsAsJSON()).map(({ name }) => name);
  expect([...documented].map(([, name]) => name).toSorted()).toEqual(
    names.filter((name) => name.startsWith("dagster_multihost_")).toSorted(),
  );
});
