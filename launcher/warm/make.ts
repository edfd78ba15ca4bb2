import type { DockerHost } from "../docker/port.ts";
import { joinNetworks } from "../runs/joinNetworks.ts";
import type { KnownContainer } from "../watch/containerTable.ts";
import { finish, send } from "./attached.ts";
import { idleName } from "./name.ts";
import type { Recipe } from "./recipe.ts";

/** How long the engine may take for the last bytes. */
const finishMs = 2_000;

/** Creates and starts an idle worker; leaves nothing behind when it fails. */
export async function makeWorker(
  docker: DockerHost,
  recipe: Recipe,
  prefix: string,
): Promise<Omit<KnownContainer, "status">> {
  const { spec, digest, image } = recipe;
  const labels = spec.body["Labels"] as Record<string, string>;
  const name = idleName(digest);
  const id = await docker.create(name, spec);
  try {
    // The name of the image may stand for another image by now, of which the digest knows nothing.
    if ((await docker.imageId(image.name)) !== image.id)
      throw new Error(`image '${image.name}' was replaced`);
    await joinNetworks(docker, { id, labels, networks: joinedAtCreation(spec.body) }, prefix);
    await docker.start(id);
    await preload(docker, id, recipe);
    return { id, name, image: image.name, labels, createdAt: "" };
  } catch (error) {
    await docker.remove(id).catch(() => undefined);
    throw error;
  }
}

function joinedAtCreation({ HostConfig: { NetworkMode: mode } }: Recipe["spec"]["body"]): string[] {
  return typeof mode === "string" ? [mode] : [];
}

async function preload(docker: DockerHost, id: string, { command }: Recipe): Promise<void> {
  const stream = await docker.attach(id);
  await send(stream, { preload: command });
  await finish(stream, finishMs);
}
