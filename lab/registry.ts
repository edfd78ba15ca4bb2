import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../scripts/report.ts";
import { ensureMember, labLabel } from "./containers.ts";
import { docker, dockerMaybe } from "./docker/engine.ts";
import type { DockerEngine } from "./docker/engine.ts";
import { labDirectory, passwordFile } from "./keys.ts";
import { waitFor } from "./waitFor.ts";
import { askRegistry } from "./registryClient.ts";
import { containerName, labSuffix, network, registrySpec } from "./topology.ts";

/** Outlives the lab, so that the next one need not push its images again. */
export const registryVolume = `dagster-multihost-lab${labSuffix()}-registry`;

/** A registry that answers; `ca` is the certificate (PEM) that signs its own. */
export type Registry = { ca: string; passwordFile: string };

/**
 * Makes the lab's registry unless it runs, and waits until it answers with TLS and takes the password.
 *
 * @throws UserError `LAB_REGISTRY_SILENT` when it does not within 60 seconds.
 */
export async function ensureRegistry(engine: DockerEngine, image: string): Promise<Registry> {
  await ensureVolume(engine);
  await ensureMember(engine, {
    name: registrySpec.name,
    address: registrySpec.address,
    image,
    options: [
      ...["--volume", `${registryVolume}:/var/lib/registry`],
      ...["--env", `REGISTRY_NAME=${registrySpec.name}.${network.domain}`],
      ...["--env", `REGISTRY_ADDRESS=${registrySpec.address}`],
    ],
    files: { "etc/docker/registry/htpasswd": { content: await htpasswd(engine, image), mode: 0o644 } },
  });
  const registry = await waitFor(60, () => registryInUse(engine));
  if (registry !== undefined) return registry;
  throw new UserError(
    "LAB_REGISTRY_SILENT",
    `The lab's registry does not answer at ${registrySpec.address}:${registrySpec.port} after 60 s. ` +
      `See \`docker logs ${containerName(registrySpec.name)}\`; \`npm run lab -- down\` and \`up\` make it anew.`,
  );
}

/** The lab's registry; undefined when it does not answer, or does not take the password. */
export async function registryInUse(engine: DockerEngine): Promise<Registry | undefined> {
  const container = containerName(registrySpec.name);
  const ca = await dockerMaybe(engine, ["exec", container, "cat", "/var/lib/registry/tls/ca.crt"]);
  if (ca === undefined) return undefined;
  const registry = { ca: `${ca}\n`, passwordFile: passwordFile() };
  return (await askRegistry(registry, "/v2/")) === 200 ? registry : undefined;
}

async function ensureVolume(engine: DockerEngine): Promise<void> {
  await docker(engine, ["volume", "create", "--label", labLabel, registryVolume]);
}

/** The htpasswd file; made by the registry's image with the password on its stdin, and kept. */
async function htpasswd(engine: DockerEngine, image: string): Promise<string> {
  const file = join(labDirectory(), "htpasswd");
  const password = readFileSync(passwordFile(), "utf8");
  if (!existsSync(file)) {
    const command = ["run", "--rm", "-i", "--network", "none", "--entrypoint", "htpasswd", image, "-Bin"];
    const line = await docker(engine, [...command, registrySpec.username], { input: password });
    writeFileSync(file, `${line.trim()}\n`, { mode: 0o600 });
  }
  return readFileSync(file, "utf8");
}
