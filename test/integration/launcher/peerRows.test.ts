import { randomUUID } from "node:crypto";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseLauncherConfig } from "../../../launcher/config/index.ts";
import { DockerodeHost } from "../../../launcher/docker/dockerodeHost.ts";
import { RunService } from "../../../launcher/runs/service.ts";
import { realEngine } from "./engine.ts";
import { tinyImage } from "./tinyImage.ts";

const prefix = `peer-${randomUUID().slice(0, 8)}`;
let dockerUrl: string;

const docker = async (...arguments_: string[]): Promise<string> =>
  (await execa("docker", arguments_, { env: { DOCKER_HOST: dockerUrl } })).stdout;

beforeAll(async () => {
  ({ dockerUrl } = await realEngine());
});

afterAll(async () => {
  const left = await docker("ps", "-aq", "--filter", `label=${prefix}/managed=true`);
  if (left !== "") await docker("rm", "-f", ...left.split("\n"));
});

test.each(["asked", "watched"])("container only created, or paused: not ended (host %s)", async (kind) => {
  const config = parseLauncherConfig({
    container_label_prefix: prefix,
    docker_hosts: [{ host_name: "real", docker_url: dockerUrl, location_names: ["etl"] }],
  });
  const service = new RunService({ config, connect: (one) => new DockerodeHost(one, 10) });
  if (kind === "watched") service.watch();
  try {
    const request = { attempt: 0, jobName: "job", locationName: "etl", image: tinyImage, env: {} };
    const runId = randomUUID();
    const created = await service.create({ ...request, runId, command: ["sleep", "60"] }, () => undefined);
    const target = { runId, attempt: 0, hostName: "real", containerId: created.containerId };
    expect((await service.health(target)).status).toBe("RUNNING");
    await service.start(target);
    await docker("pause", created.containerId);
    expect((await service.health(target)).status).toBe("RUNNING");
    await docker("unpause", created.containerId);
  } finally {
    service.close();
  }
});
