import { LauncherError } from "../error.ts";
import { parseImage } from "./image.ts";
import type { ImageReference } from "./image.ts";
import type { HostDirectory } from "./hostDirectory.ts";
import type { Puller } from "./pull.ts";

/** `keep`: whether the image that the host has will do when it cannot be pulled. */
export type PullOnOptions = { keep: boolean };

/** The image; `kept` says why the host's own was kept. */
export type PulledOn = ImageReference & { kept: string | null };

/**
 * Pulls an image on a host for whoever asks for it, and not for a run.
 *
 * @throws LauncherError `HOST_UNKNOWN`, `IMAGE_INVALID`, or why the host could not pull it.
 */
export async function pullOn(
  directory: HostDirectory,
  puller: Puller,
  hostName: string,
  reference: string,
  { keep }: PullOnOptions,
): Promise<PulledOn> {
  const host = directory.get(hostName);
  const image = parseImage(reference);
  if (image === undefined) {
    const message = `'${reference}' is not an image reference such as registry.example.com:5000/team/app:1.2. Correct it.`;
    throw new LauncherError("IMAGE_INVALID", message);
  }
  try {
    await directory.contact(host, () => puller.pull(host, image, () => undefined));
    return { ...image, kept: null };
  } catch (error) {
    const isOurs = error instanceof LauncherError;
    if (
      !keep ||
      !isOurs ||
      (await directory.contact(host, (docker) => docker.imageId(image.name))) === undefined
    )
      throw error;
    return { ...image, kept: error.message };
  }
}
