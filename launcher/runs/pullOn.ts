import { LauncherError } from "../error.ts";
import { parseImage } from "./image.ts";
import type { ImageReference } from "./image.ts";
import type { HostDirectory } from "./hostDirectory.ts";
import type { Puller } from "./pull.ts";

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
): Promise<ImageReference> {
  const host = directory.get(hostName);
  const image = parseImage(reference);
  if (image === undefined) {
    const message = `'${reference}' is not an image reference such as registry.example.com:5000/team/app:1.2. Correct it.`;
    throw new LauncherError("IMAGE_INVALID", message);
  }
  await directory.contact(host, () => puller.pull(host, image, () => undefined));
  return image;
}
