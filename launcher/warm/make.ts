import type { DockerHost } from "../docker/port.ts";
import { joinNetworks } from "../runs/joinNetworks.ts";
import { finish, send } from "./attached.ts";
import { idleName } from "./name.ts";
import type { Recipe } from "./recipe.ts";

/** Creates and starts an idle worker; leaves nothing behind when it fails. */
export async function makeWorker(docker: DockerHost, recipe: Recipe, prefix: string): Promise<string> {
  const { spec, digest, image } = recipe;
  const labels = spec.body["Labels"] as Record<string, string>;
  const name = idleName(digest);
  const id = await docker.create(name, spec);
  try {
    // The name of the image may stand for another image by now, of which the digest knows nothing.
    if ((await docker.imageId(image.name)) !== image.id) throw new Error(`image '${image.name}' was replaced`);
    await joinNetworks(docker, { id, labels, networks: [] }, prefix);
    await docker.start(id);
    await preload(docker, id, recipe);
    return id;
  } catch (error) {
    await docker.remove(id).catch(() => undefined);
    throw error;
  }
}

async function preload(docker: DockerHost, id: string, { spec, command }: Recipe): Promise<void> {
  if (!(spec.body["Cmd"] as string[]).includes("definitions")) return;
  const stream = await docker.attach(id);
  await send(stream, { preload: command });
  await finish(stream, 2_000);
}
