import { setTimeout as sleep } from "node:timers/promises";
import { parseLauncherConfig } from "../../../../launcher/config/index.ts";
import { DockerodeHost } from "../../../../launcher/docker/dockerodeHost.ts";
import type { DockerHost } from "../../../../launcher/docker/port.ts";

export const containerId = "ab".repeat(32);

/** A host that gives up after half a second. */
export function impatientHost(dockerUrl: string, tls?: object): DockerodeHost {
  const one = { host_name: "faulty", docker_url: dockerUrl, location_names: ["etl"], ...(tls && { tls }) };
  const [config] = parseLauncherConfig({ docker_hosts: [one] }).docker_hosts;
  if (config === undefined) throw new Error("no host");
  return new DockerodeHost(config, 0.5, { pullSilenceSeconds: 0.5 });
}

/** Every call of a host, but those that never send anything. */
export const calls: Record<string, (host: DockerHost) => Promise<unknown>> = {
  inspect: (host) => host.inspect(containerId),
  findContainers: (host) => host.findContainers({ "dagster/managed": "true" }),
  imageEnvironment: (host) => host.imageEnvironment("app:1"),
  pull: (host) => host.pull("app:1"),
  create: (host) => host.create("name", { body: { Image: "app:1", HostConfig: {} } }),
  connectNetwork: (host) => host.connectNetwork("one", containerId),
  networks: (host) => host.networks(),
  start: (host) => host.start(containerId),
  stop: (host) => host.stop(containerId, 0),
  remove: (host) => host.remove(containerId),
  logTail: (host) => host.logTail(containerId, 5),
  version: (host) => host.version(),
  time: (host) => host.time(),
  diskUsage: (host) => host.diskUsage(),
  ping: (host) => host.ping(500),
  findPublisher: (host) => host.findPublisher(4000),
};

/** Calls that give a stream, read to its end or for half a second. */
export const streams: Record<string, (host: DockerHost) => Promise<unknown>> = {
  logStream: async (host) => {
    const stream = await host.logStream(containerId, { follow: true });
    void sleep(500).then(() => stream.destroy());
    return drain(stream);
  },
  events: async (host) =>
    drain(await host.events({ "dagster/managed": "true" }, { signal: AbortSignal.timeout(500) })),
};

async function drain(stream: AsyncIterable<unknown>): Promise<unknown> {
  let pieces = "";
  for await (const piece of stream) pieces += typeof piece;
  return `ended after ${pieces.length} letters`;
}
