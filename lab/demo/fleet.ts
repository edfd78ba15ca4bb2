import type { FleetInput } from "../../stacks/fleet/schema.ts";
import type { Lab, LabHost } from "../lab.ts";

/** A fleet without its secrets, and the paths in it where they belong. */
export interface FleetWithoutSecrets {
  fleet: FleetInput;
  /** Paths of the registry passwords, such as `fleet.hosts[0].registry.password`. */
  passwordPaths: string[];
}

const access = { "host-a": "unix", "host-b": "tls", "host-c": "ssh", "host-d": "none" } as const;

/** The demo's fleet on the lab's servers: one host for every kind of access, one location for every way to run. */
export function demoFleet(lab: Lab): FleetWithoutSecrets {
  const hosts = lab.hosts.map((host) => fleetHost(lab, host));
  return {
    fleet: {
      controlPlane: {
        host: "host-a",
        image: lab.images.controlPlane,
        postgres: { internal: { image: lab.images.postgres } },
      },
      hosts,
      locations: [
        {
          name: "etl_pipelines",
          hosts: ["host-b"],
          image: lab.images.codeLocation,
          file: "etl_pipelines.py",
        },
        { name: "analytics", hosts: ["host-c"], image: lab.images.codeLocation, file: "analytics.py" },
        {
          name: "reporting",
          process: {
            host: "host-d",
            executable: "/opt/dagster/venv/bin/dagster",
            source: "images/example/reporting.py",
          },
          file: "reporting.py",
        },
      ],
    },
    passwordPaths: hosts.flatMap((host, index) =>
      host.registry ? [`fleet.hosts[${index}].registry.password`] : [],
    ),
  };
}

function fleetHost(lab: Lab, host: LabHost): FleetInput["hosts"][number] {
  const { url, username } = lab.registry;
  return {
    name: host.name,
    address: host.address,
    ssh: { user: host.user, port: host.port, privateKeyFile: lab.privateKeyFile, hostKey: host.hostKey },
    access: access[host.name as keyof typeof access],
    ...(host.docker ? { registry: { url, username, password: "" } } : {}),
  };
}
