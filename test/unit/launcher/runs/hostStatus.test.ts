import { expect, test } from "vitest";
import { hostsAnswer } from "../../../../launcher/api/hostAnswers.ts";
import { EngineError } from "../../../../launcher/docker/port.ts";
import { fleet } from "../fleet.ts";

const day = 86_400_000;

test("the state of a host: containers, certificate and, when asked for, disk", async () => {
  const { service, host, create } = fleet();
  host("b").expiry = 30.5 * day;
  await create();
  const [b, c] = (hostsAnswer(await service.hosts({ disk: true }), 0) as { hosts: object[] }).hosts;
  expect(b).toEqual({
    host_name: "b",
    docker_url: "local",
    weight: 1,
    capacity: null,
    labels: {},
    locations: ["etl"],
    reachable: true,
    version: "20.10.24",
    containers_running: 0,
    containers_total: 1,
    warm_idle: 0,
    warm_memory_bytes: 0,
    warm_error: null,
    drained: false,
    drained_since: null,
    certificate_expires_at: "1970-01-31T12:00:00.000Z",
    certificate_days_left: 30,
    disk: { images_bytes: 4, containers_bytes: 3, volumes_bytes: 2, build_cache_bytes: 1 },
    daemon_options: null,
    error: null,
  });
  expect(c).toMatchObject({ certificate_expires_at: null, certificate_days_left: null });
});

test("the disk is measured only when asked for, and a failed measurement leaves the host reachable", async () => {
  const { service, host } = fleet();
  expect((await service.hosts())[0]).toMatchObject({ disk: null });
  expect(host("b").calls).not.toContain("diskUsage");
  host("b").failures = { diskUsage: new EngineError(500, "a disk usage operation is already running") };
  expect((await service.hosts({ disk: true }))[0]).toMatchObject({ reachable: true, disk: null });
  host("b").failures = { daemonOptions: new EngineError(500, "not now") };
  expect((await service.hosts({ daemon: true }))[0]).toMatchObject({ reachable: true, daemonOptions: null });
});
