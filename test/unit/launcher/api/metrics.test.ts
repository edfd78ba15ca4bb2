import { expect, test } from "vitest";
import { Metrics } from "../../../../launcher/api/metrics.ts";
import { fleet } from "../fleet.ts";

test("tells of each host its containers, drain and certificate, and forgets what is not known any more", async () => {
  const { service, host, create } = fleet();
  const created = await create();
  await service.start({ runId: "run-1", attempt: 0, ...created });
  await service.drain("c");
  host("b").expiry = 86_400_000;
  const metrics = new Metrics();
  metrics.hosts(await service.hosts());
  const text = await metrics.registry.metrics();
  expect(text).toContain('dagster_multihost_host_containers_running{host="b"} 1');
  expect(text).toContain('dagster_multihost_host_drained{host="b"} 0');
  expect(text).toContain('dagster_multihost_host_drained{host="c"} 1');
  expect(text).toContain('dagster_multihost_host_certificate_expiry_timestamp_seconds{host="b"} 86400');
  expect(text).not.toContain('certificate_expiry_timestamp_seconds{host="c"}');
  host("b").down = true;
  metrics.hosts(await service.hosts());
  const later = await metrics.registry.metrics();
  expect(later).toContain('dagster_multihost_host_up{host="b"} 0');
  expect(later).not.toContain('containers_running{host="b"}');
  expect(later).toContain('certificate_expiry_timestamp_seconds{host="b"} 86400');
});
