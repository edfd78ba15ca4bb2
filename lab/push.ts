import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../scripts/report.ts";
import type { Report } from "../scripts/report.ts";
import { docker } from "./docker/engine.ts";
import type { DockerEngine } from "./docker/engine.ts";
import { step } from "../scripts/progress.ts";
import { askRegistry } from "./registryClient.ts";
import type { RegistryAccess } from "./registryClient.ts";
import { registrySpec } from "./topology.ts";

/**
 * Brings an image of the engine into the lab's registry, unless it is there, and returns its reference there.
 *
 * The engine pushes to a port of this machine's loopback that leads to the registry: Docker needs no CA file for a registry on
 * loopback, so that nothing of the machine's own configuration changes.
 *
 * @throws UserError `LAB_PUSH_FAILED`.
 */
export async function pushImage(
  engine: DockerEngine,
  report: Report,
  registry: RegistryAccess,
  image: string,
): Promise<string> {
  const [repository, tag] = splitReference(image);
  const reference = `${registrySpec.url}/${repository}:${tag}`;
  if ((await askRegistry(registry, `/v2/${repository}/manifests/${tag}`)) === 200) return reference;
  await step(report, `Pushing ${repository} to the lab's registry`, async () => {
    const forward = await openForward();
    const local = `127.0.0.1:${forward.port}`;
    const environment = { DOCKER_CONFIG: writeCredentials(local, registry.passwordFile) };
    try {
      await docker(engine, ["tag", image, `${local}/${repository}:${tag}`]);
      await docker(engine, ["push", "--quiet", `${local}/${repository}:${tag}`], { environment });
    } catch (error) {
      throw new UserError(
        "LAB_PUSH_FAILED",
        `Pushing ${image} to the lab's registry failed: ${String(error)}`,
      );
    } finally {
      await docker(engine, ["image", "rm", `${local}/${repository}:${tag}`]).catch(() => undefined);
      rmSync(environment.DOCKER_CONFIG, { recursive: true });
      forward.close();
    }
  });
  return reference;
}

/** Repository and tag of a reference without a registry. */
export function splitReference(image: string): [repository: string, tag: string] {
  const [repository, tag, ...rest] = image.split(":");
  if (repository === undefined || tag === undefined || rest.length > 0)
    throw new Error(`Not a name and a tag: ${image}`);
  return [repository, tag];
}

async function openForward(): Promise<{ port: number; close: () => void }> {
  const server = createServer((client) => {
    const upstream = connect(registrySpec.port, registrySpec.address);
    client.on("error", () => upstream.destroy());
    upstream.on("error", () => client.destroy());
    client.pipe(upstream).pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}

function writeCredentials(registry: string, passwordFile: string): string {
  const folder = mkdtempSync(join(tmpdir(), "dagster-multihost-docker-"));
  const auth = Buffer.from(`${registrySpec.username}:${readFileSync(passwordFile, "utf8")}`).toString(
    "base64",
  );
  writeFileSync(join(folder, "config.json"), JSON.stringify({ auths: { [registry]: { auth } } }), {
    mode: 0o600,
  });
  return folder;
}
