import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import PQueue from "p-queue";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Lab } from "../../../lab/lab.ts";
import { ssh } from "../../../lab/ssh.ts";
import { labUp } from "../../../lab/up.ts";
import { parseLauncherConfig } from "../../../launcher/config/index.ts";
import type { LauncherConfig } from "../../../launcher/config/index.ts";
import { DockerodeHost } from "../../../launcher/docker/dockerodeHost.ts";
import { RunService } from "../../../launcher/runs/service.ts";
import { importTinyImage, tinyImage } from "../launcher/tinyImage.ts";

const runs = 200;
const instanceId = "lab-launches";
let folder: string;
let service: RunService;
const engines = new Map<string, DockerodeHost>();

beforeAll(async () => {
  const lab = await labUp(() => undefined);
  await importTinyImage(lab.dockerHost);
  for (const host of lab.hosts.filter(({ docker }) => docker)) {
    const env = { DOCKER_HOST: lab.dockerHost };
    const load = ["docker", "load", "--quiet"];
    await execa("docker", ["save", tinyImage], { env, encoding: "buffer", buffer: false }).pipe(
      ssh(host, load),
    );
  }
  folder = mkdtempSync(join(tmpdir(), "launches-"));
  service = new RunService({
    config: configOf(lab),
    connect: (host) => {
      const docker = new DockerodeHost(host, 60);
      engines.set(host.host_name, docker);
      return docker;
    },
  });
  service.watch();
}, 900_000);

afterAll(async () => {
  const { containers } = await service.containers(instanceId);
  const removals = new PQueue({ concurrency: 8 });
  const remove = (hostName: string, id: string) => () => engines.get(hostName)?.remove(id);
  await removals.addAll(containers.map(({ hostName, id }) => remove(hostName, id)));
  service.close();
  rmSync(folder, { recursive: true });
});

/** The engine of this machine and the lab's servers, over SSH, as one pool. */
function configOf(lab: Lab): LauncherConfig {
  const location_names = ["etl"];
  const servers = lab.hosts.filter(({ docker }) => docker);
  const known_hosts_file = join(folder, "known_hosts");
  writeFileSync(known_hosts_file, servers.map(({ address, hostKey }) => `${address} ${hostKey}\n`).join(""));
  return parseLauncherConfig({
    docker_hosts: [
      { host_name: "local", docker_url: lab.dockerHost, location_names },
      ...servers.map(({ name, user, address }) => ({
        ...{ host_name: name, docker_url: `ssh://${user}@${address}`, location_names },
        ssh: { private_key_file: lab.privateKeyFile, known_hosts_file },
      })),
    ],
  });
}

it(`launches ${runs} runs over four hosts, sixteen at once, without an error`, async () => {
  const queue = new PQueue({ concurrency: 16 });
  const launch = async (index: number): Promise<string> => {
    const attempt = { runId: `lab-launch-${index}`, attempt: 0 };
    const command = ["sleep", "3600"];
    const rest = { jobName: "sleeps", locationName: "etl", image: tinyImage, command, env: {}, instanceId };
    const { hostName, containerId } = await service.create({ ...attempt, ...rest }, () => undefined);
    await service.start({ ...attempt, hostName, containerId });
    return hostName;
  };
  const hosts = await queue.addAll(Array.from({ length: runs }, (_, index) => () => launch(index)));
  const counts = [...Map.groupBy(hosts, (name) => name).values()].map(({ length }) => length);
  expect(counts).toHaveLength(4);
  for (const count of counts) expect(count).toBeGreaterThanOrEqual(runs / 4 - 16);
  const { containers, skipped } = await service.containers(instanceId);
  expect(skipped).toEqual([]);
  expect(containers.filter(({ status }) => status === "running")).toHaveLength(runs);
});
