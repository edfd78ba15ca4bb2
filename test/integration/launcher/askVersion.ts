/** Prints the version of the engine of a `docker_hosts` entry on standard input, or the error of asking. */
import { text } from "node:stream/consumers";
import { parseLauncherConfig } from "../../../launcher/config/index.ts";
import { DockerodeHost } from "../../../launcher/docker/dockerodeHost.ts";

const entry: unknown = JSON.parse(await text(process.stdin));
const [config] = parseLauncherConfig({ docker_hosts: [entry] }).docker_hosts;
if (config === undefined) throw new Error("no host");
const docker = new DockerodeHost(config, 5);
try {
  process.stdout.write(await docker.version());
} catch (error) {
  const { code, message } = error as Error & { code?: string };
  process.stdout.write(`${code ?? ""}: ${message}`);
} finally {
  docker.close();
}
