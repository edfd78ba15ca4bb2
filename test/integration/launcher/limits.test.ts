import { randomUUID } from "node:crypto";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseLauncherConfig } from "../../../launcher/config/index.ts";
import { DockerodeHost } from "../../../launcher/docker/dockerodeHost.ts";
import { RunService } from "../../../launcher/runs/service.ts";
import { realEngine } from "./engine.ts";
import { tinyImage } from "./tinyImage.ts";

const prefix = `limits-${randomUUID().slice(0, 8)}`;
let dockerUrl: string;

const docker = async (...arguments_: string[]): Promise<string> =>
  (await execa("docker", arguments_, { env: { DOCKER_HOST: dockerUrl } })).stdout;

beforeAll(async () => {
  ({ dockerUrl } = await realEngine());
  await docker("network", "create", "--internal", prefix);
});

afterAll(async () => {
  const left = await docker("ps", "-aq", "--filter", `label=${prefix}/managed=true`);
  if (left !== "") await docker("rm", "-f", ...left.split("\n"));
  await docker("network", "rm", prefix);
});

test("a real engine applies the limits of a run and the container context of its location", async () => {
  const config = parseLauncherConfig({
    container_label_prefix: prefix,
    default_container_kwargs: { mem_limit: "128m", pids_limit: 100 },
    docker_hosts: [{ host_name: "real", docker_url: dockerUrl, location_names: ["etl"] }],
  });
  const runs = new RunService({
    config,
    connect: (host) => new DockerodeHost(host, config.request_timeout_seconds),
    launcherEnv: { TOKEN: "from the launcher" },
  });
  const request = { attempt: 0, jobName: "job", locationName: "etl", image: tinyImage, env: {} };
  const created = await runs.create(
    {
      ...{ ...request, runId: randomUUID(), command: ["sleep", "60"] },
      tags: { "multihost/memory": "64m", "multihost/cpus": "0.5" },
      containerContext: { env_vars: ["TOKEN"], networks: [prefix], container_kwargs: { mem_limit: "96m" } },
    },
    () => undefined,
  );
  await runs.start({
    runId: created.containerName.slice("dagster-run-".length, -"-0".length),
    ...{ attempt: 0, hostName: "real", containerId: created.containerId },
  });
  const [container] = JSON.parse(await docker("inspect", created.containerId)) as [object];
  expect(container).toMatchObject({
    State: { Status: "running" },
    HostConfig: { Memory: 64 * 1024 ** 2, NanoCpus: 500_000_000, PidsLimit: 100, NetworkMode: prefix },
    Config: { Env: expect.arrayContaining(["TOKEN=from the launcher"]) as string[] },
    NetworkSettings: { Networks: { [prefix]: {} } },
  });
  runs.close();
});
