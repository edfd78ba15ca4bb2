import { ensureDocker } from "../../../lab/docker/ensure.ts";
import { parseDockerUrl } from "../../../launcher/config/index.ts";
import { importTinyImage } from "./tinyImage.ts";

/** A real engine with the tiny image on it, and its socket. */
export async function realEngine(): Promise<{ dockerUrl: string; socketPath: string }> {
  const { host } = await ensureDocker(() => undefined);
  await importTinyImage(host);
  const address = parseDockerUrl(host);
  if (typeof address === "string" || address.kind !== "unix") throw new Error(`${host} is not a Unix socket`);
  return { dockerUrl: host, socketPath: address.socketPath };
}
