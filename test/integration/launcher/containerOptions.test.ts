import { randomUUID } from "node:crypto";
import { execa } from "execa";
import { afterAll, expect, test } from "vitest";
import { parseLauncherConfig } from "../../../launcher/config/index.ts";
import { DockerodeHost } from "../../../launcher/docker/dockerodeHost.ts";
import { RunService } from "../../../launcher/runs/service.ts";
import { realEngine } from "./engine.ts";
import { tinyImage } from "./tinyImage.ts";

const prefix = `options-${randomUUID().slice(0, 8)}`;
const { dockerUrl } = await realEngine();

const docker = async (...arguments_: string[]): Promise<string> =>
  (await execa("docker", arguments_, { env: { DOCKER_HOST: dockerUrl } })).stdout;

afterAll(async () => {
  const left = await docker("ps", "-aq", "--filter", `label=${prefix}/managed=true`);
  if (left !== "") await docker("rm", "-f", ...left.split("\n"));
});

test("a real engine takes every form of ports, volumes, tmpfs and log options that docker-py takes", async () => {
  const config = parseLauncherConfig({
    container_label_prefix: prefix,
    default_container_kwargs: {
      ports: { "80": null, "81/udp": ["127.0.0.1", 18081] },
      volumes: { "/tmp": { bind: "/on-host", ro: true, propagation: "rslave" }, scratch: "/scratch" },
      tmpfs: ["/fast:size=1m"],
      device_read_bps: [{ Path: "/dev/null", Rate: 1024 }],
      log_config: { type: "json-file", config: { env: "TEAM", "max-file": 3 } },
      network_disabled: false,
    },
    docker_hosts: [{ host_name: "Real host, 2nd floor", docker_url: dockerUrl, location_names: ["etl"] }],
  });
  const runs = new RunService({
    config,
    connect: (host) => new DockerodeHost(host, config.request_timeout_seconds),
  });
  const request = { attempt: 0, jobName: "job", locationName: "etl", image: tinyImage, env: {} };
  const created = await runs.create(
    { ...request, runId: randomUUID(), command: ["sleep", "60"] },
    () => undefined,
  );
  const [container] = JSON.parse(await docker("inspect", created.containerId)) as [object];
  expect(container).toMatchObject({
    HostConfig: {
      PortBindings: {
        "80/tcp": [{ HostIp: "", HostPort: "" }],
        "81/udp": [{ HostIp: "127.0.0.1", HostPort: "18081" }],
      },
      Binds: ["/tmp:/on-host:ro,rslave", "scratch:/scratch:rw"],
      Tmpfs: { "/fast": "size=1m" },
      BlkioDeviceReadBps: [{ Path: "/dev/null", Rate: 1024 }],
      LogConfig: { Type: "json-file", Config: { env: "TEAM", "max-file": "3" } },
    },
    Config: {
      ExposedPorts: { "80/tcp": {}, "81/udp": {} },
      Labels: { [`${prefix}/host_name`]: "Real host, 2nd floor" },
    },
  });
  runs.close();
});
