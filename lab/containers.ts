import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { docker, dockerMaybe } from "./docker/engine.ts";
import type { DockerEngine } from "./docker/engine.ts";
import { containerName, namesOf, network } from "./topology.ts";

/** Every container, volume and network of the lab carries this label. */
export const labLabel = "dagster-multihost.lab=true";

/** A container of the lab. */
export type Member = {
  name: string;
  address: string;
  image: string;
  /** Further options of `docker create`. */
  options: string[];
  /** Files that are put into the container before its first start: path → content. Owned by root. */
  files: Record<string, { content: string; mode: number }>;
};

/** What `docker` says of a container: running, exited, paused, …; undefined when there is none. */
export async function stateOf(engine: DockerEngine, name: string): Promise<string | undefined> {
  return dockerMaybe(engine, ["inspect", "--format", "{{.State.Status}}", containerName(name)]);
}

/**
 * Makes the member and starts it, unless it runs already as described.
 *
 * @returns Whether anything had to be done.
 */
export async function ensureMember(engine: DockerEngine, member: Member): Promise<boolean> {
  const container = containerName(member.name);
  const wanted = memberHash(member);
  const format = `{{.State.Status}} {{index .Config.Labels "${hashLabel}"}}`;
  const found = await dockerMaybe(engine, ["inspect", "--format", format, container]);
  const [status, hash] = found?.split(" ") ?? [];
  if (hash === wanted && status === "running") return false;
  if (hash === wanted && status === "paused") {
    await docker(engine, ["unpause", container]);
    return true;
  }
  if (hash !== wanted) {
    if (found !== undefined) await removeMember(engine, member.name);
    await docker(engine, ["create", ...createArguments(member, wanted), member.image]);
    await putFiles(engine, container, member.files);
  }
  await docker(engine, ["start", container]);
  return true;
}

/** Removes the member's container and the volumes that have no name of their own. */
export async function removeMember(engine: DockerEngine, name: string): Promise<void> {
  await docker(engine, ["rm", "--force", "--volumes", containerName(name)]);
}

const hashLabel = "dagster-multihost.lab.hash";

function memberHash(member: Member): string {
  return createHash("sha256").update(JSON.stringify(member)).digest("hex").slice(0, 16);
}

function createArguments(member: Member, hash: string): string[] {
  return [
    ...["--name", containerName(member.name), "--hostname", member.name, "--label", labLabel],
    ...["--label", `${hashLabel}=${hash}`, "--network", network.name, "--ip", member.address],
    ...namesOf(member.name).flatMap((name) => ["--network-alias", name]),
    ...member.options,
  ];
}

// Copied and not mounted, so that the container is complete in itself and no file of the machine stays in use.
async function putFiles(engine: DockerEngine, container: string, files: Member["files"]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "dagster-multihost-files-"));
  try {
    for (const [path, { content, mode }] of Object.entries(files)) {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true, mode: 0o755 });
      writeFileSync(file, content);
      chmodSync(file, mode);
    }
    chmodSync(folder, 0o755);
    await docker(engine, ["cp", `${folder}/.`, `${container}:/`]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
