import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FleetInput } from "../../../stacks/fleet/schema.ts";

const directory = mkdtempSync(join(tmpdir(), "multihost-fleet-"));
const privateKeyFile = join(directory, "id_ed25519");
const source = join(directory, "reporting.py");
writeFileSync(privateKeyFile, "THE-PRIVATE-KEY");
writeFileSync(source, "defs = None\n");

const ssh = { user: "deploy", privateKeyFile, hostKey: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA" };
const registry = { url: "registry.example.org", username: "ci", password: "THE-REGISTRY-PASSWORD" };

/** A fleet with every kind of host and location; each call makes a new one, to be changed at will. */
export function sampleFleet(): FleetInput & { locations: NonNullable<FleetInput["locations"]> } {
  return {
    controlPlane: {
      host: "host-a",
      image: "registry.example.org/control-plane:1",
      environment: { TOKEN: "THE-TOKEN" },
    },
    hosts: [
      { name: "host-a", address: "10.0.1.1", ssh: { ...ssh }, access: "unix" },
      { name: "host-b", address: "10.0.1.2", ssh: { ...ssh }, access: "tls", registry: { ...registry } },
      { name: "host-c", address: "10.0.1.3", ssh: { ...ssh }, access: "ssh" },
      { name: "host-d", address: "10.0.1.4", ssh: { ...ssh }, access: "none" },
    ],
    locations: [
      {
        name: "etl_pipelines",
        hosts: ["host-b"],
        image: "registry.example.org/etl:1",
        module: "etl",
        envVars: ["TOKEN"],
      },
      {
        name: "analytics",
        hosts: ["host-c", "host-b"],
        image: "registry.example.org/etl:1",
        file: "analytics.py",
      },
      {
        name: "reporting",
        process: { host: "host-d", executable: "/opt/venv/bin/dagster", source },
        file: "reporting.py",
      },
    ],
  };
}
