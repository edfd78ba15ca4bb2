import { ProvisioningError } from "../../components/index.ts";
import { engineRequest } from "../../components/dockerHost/engineRequest.ts";
import type { SshTarget } from "../../components/ssh/run.ts";
import type { Fleet, FleetHost } from "../fleet/schema.ts";

/** An image that a host must have, and the field of the fleet that asks for it. */
export interface WantedImage {
  field: string;
  image: string;
}

/** The images that the fleet wants on a host. */
export function wantedImages(fleet: Fleet, host: FleetHost): WantedImage[] {
  const { controlPlane, locations } = fleet;
  const wanted = locations.flatMap(({ hosts, image }, index) =>
    hosts?.includes(host.name) && image !== undefined ? [{ field: `locations[${index}].image`, image }] : [],
  );
  if (host.name !== controlPlane.host) return wanted;
  wanted.push({ field: "controlPlane.image", image: controlPlane.image });
  if ("internal" in controlPlane.postgres) {
    wanted.push({
      field: "controlPlane.postgres.internal.image",
      image: controlPlane.postgres.internal.image,
    });
  }
  return wanted;
}

/**
 * Asks a host's own dockerd for each image it must have: is it there, and if not, does its registry have it? Nothing is pulled.
 *
 * @returns IMAGE_MISSING for every image that is to be had nowhere.
 */
export async function checkImages(
  ssh: SshTarget,
  fleet: Fleet,
  host: FleetHost,
): Promise<ProvisioningError[]> {
  const answers = await Promise.all(wantedImages(fleet, host).map((wanted) => check(ssh, host, wanted)));
  return answers.flat();
}

async function check(
  ssh: SshTarget,
  host: FleetHost,
  { field, image }: WantedImage,
): Promise<ProvisioningError[]> {
  const name = encodeURI(image);
  if ((await engineRequest(ssh, `/images/${name}/json`)).status === 200) return [];
  const { status, body } = await engineRequest(ssh, `/distribution/${name}/json`, registryAuth(host, image));
  if (status === 200) return [];
  return [
    new ProvisioningError(
      "IMAGE_MISSING",
      `fleet.${field}: host ${host.name} neither has the image "${image}" nor can it pull it: ${reason(body)}. Push it, correct the ` +
        `reference, or give hosts[].registry of ${host.name} the right credentials.`,
    ),
  ];
}

/** The Engine API's X-Registry-Auth header, for images of the host's registry alone. */
function registryAuth({ registry }: FleetHost, image: string): Record<string, string> {
  if (!registry || !image.startsWith(`${registry.url.replace(/^https?:\/\//, "")}/`)) return {};
  const { url: serveraddress, username, password } = registry;
  const json = JSON.stringify({ username, password, serveraddress });
  // The Engine API wants base64url with its padding (RFC 4648, section 5); Node leaves the padding out.
  const encoded = Buffer.from(json).toString("base64").replaceAll("+", "-").replaceAll("/", "_");
  return { "X-Registry-Auth": encoded };
}

function reason(body: string): string {
  try {
    return (JSON.parse(body) as { message?: string }).message?.trim() ?? body.trim();
  } catch {
    return body.trim() || "its dockerd did not answer";
  }
}
