import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { parse } from "yaml";
import { configure } from "../../../lab/demo/stack.ts";
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
  const external = fleet.controlPlane.postgres && "external" in fleet.controlPlane.postgres;
  Object.assign(fleet.controlPlane, {
    image: lab.images.controlPlane,
    ...(external ? {} : { postgres: { internal: { image: lab.images.postgres } } }),
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
    if (location.build) {
      const base = lab.images.codeLocation;
      Object.assign(location.build, { args: { BASE: base }, baseImages: [base] });
    }
    if (location.image === undefined) continue;
    location.image = lab.images.codeLocation;
    delete location.module;
    location.file = `${location.name}.py`;
  }
  return fleet;
}

/** Writes a fleet, the lab's registry password for its hosts, and further secrets by path into the stack's settings. */
export async function describeExample(
  lab: Lab,
  stack: Stack,
  fleet: FleetInput,
  secrets: Record<string, string> = {},
): Promise<void> {
  const password = registryPassword(lab);
  const paths = fleet.hosts.flatMap(({ registry }, index) =>
    registry ? [`fleet.hosts[${index}].registry.password`] : [],
  );
  await configure(stack, fleet, {
    ...Object.fromEntries(paths.map((path) => [path, password])),
    ...secrets,
  });
}

/** The password of the lab's registry. */
export function registryPassword(lab: Lab): string {
  return readFileSync(lab.registry.passwordFile, "utf8").trim();
}
