import type { Lab, LabHost } from "../../lab/lab.ts";
import type { FleetInput } from "../../stacks/fleet/schema.ts";

/**
 * A fleet on these servers: the first runs Dagster; of the others every second one is reached over SSH and the rest over TLS, and
 * one location is on all of them, so that each pulls its image.
 */
export function benchFleet(lab: Lab, servers: LabHost[]): FleetInput {
  const { url, username } = lab.registry;
  const hosts = servers.map(({ name, address, user, port, hostKey }, index) => ({
    name,
    address,
    ssh: { user, port, privateKeyFile: lab.privateKeyFile, hostKey },
    access: accessOf(index),
    registry: { url, username, password: "" },
  }));
  const [home = "", ...rest] = servers.map(({ name }) => name);
  return {
    controlPlane: {
      host: home,
      image: lab.images.controlPlane,
      postgres: { internal: { image: lab.images.postgres } },
    },
    hosts,
    locations: [
      { name: "etl_pipelines", hosts: rest, image: lab.images.codeLocation, file: "etl_pipelines.py" },
    ],
  };
}

/** How the server of that index is reached. */
export function accessOf(index: number): "unix" | "tls" | "ssh" {
  if (index === 0) return "unix";
  return index % 2 === 1 ? "tls" : "ssh";
}
