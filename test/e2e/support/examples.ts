import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Lab } from "../../../lab/lab.ts";
import { checkout } from "../../../scripts/cache.ts";
import type { FleetInput } from "../../../stacks/fleet/schema.ts";

/**
 * A fleet of examples/ on the lab's servers of the same names: addresses, keys and images are the lab's, everything else is as it
 * is written there.
 */
export function exampleOnLab(lab: Lab, name: string): FleetInput {
  const text = readFileSync(join(checkout, "examples", `${name}.yaml`), "utf8");
  const { config } = parse(text) as { config: { "dagster-multihost:fleet": FleetInput } };
  const fleet = config["dagster-multihost:fleet"];
  Object.assign(fleet.controlPlane, {
    image: lab.images.controlPlane,
    postgres: { internal: { image: lab.images.postgres } },
  });
  for (const host of fleet.hosts) {
    const server = lab.hosts.find((each) => each.name === host.name);
    if (!server) throw new Error(`the lab has no ${host.name}`);
    const { url, username } = lab.registry;
    Object.assign(host, {
      address: server.address,
      ssh: {
        user: server.user,
        port: server.port,
        privateKeyFile: lab.privateKeyFile,
        hostKey: server.hostKey,
      },
      ...(server.docker ? { registry: { url, username, password: "" } } : {}),
    });
  }
  for (const location of fleet.locations ?? []) {
    if (location.build) location.build.args = { BASE: lab.images.codeLocation };
    if (location.image === undefined) continue;
    location.image = lab.images.codeLocation;
    delete location.module;
    location.file = `${location.name}.py`;
  }
  return fleet;
}
