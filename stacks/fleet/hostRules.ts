import type { Problem } from "../../launcher/config/index.ts";
import type { Fleet, FleetHost } from "./schema.ts";

/** What is wrong with networks, volumes and container options of single hosts. */
export function hostObjectProblems(fleet: Fleet): Problem[] {
  return fleet.hosts.flatMap((host, index) =>
    [...networkProblems(host), ...volumeProblems(host), ...unusedProblems(host)].map(({ path, message }) => ({
      path: `hosts[${index}].${path}`,
      message,
    })),
  );
}

/** A network is either ours to create or there already. */
function networkProblems({ name, network, networks, createNetworks }: FleetHost): Problem[] {
  const own = network ?? `${name.replaceAll("-", "_")}_dagster_network`;
  return createNetworks.flatMap((created, index) => {
    const path = `createNetworks[${index}]`;
    if (created === own)
      return [{ path, message: `'${created}' is the host's own network already. Remove it.` }];
    if (createNetworks.indexOf(created) < index)
      return [{ path, message: `'${created}' stands there twice.` }];
    if (!networks.includes(created)) return [];
    return [
      { path, message: `'${created}' is in networks, too: those must exist. Keep it in one of the lists.` },
    ];
  });
}

function volumeProblems({ volumes }: FleetHost): Problem[] {
  return ([0, 1] as const).flatMap((part) => {
    const parts = volumes.map((entry) => entry.split(":")[part] ?? "");
    return parts.flatMap((value, index) =>
      parts.indexOf(value) < index
        ? [
            {
              path: `volumes[${index}]`,
              message: `'${value}' is in volumes[${parts.indexOf(value)}], too. Choose another one.`,
            },
          ]
        : [],
    );
  });
}

/** A host without Docker has no containers to which these could apply. */
function unusedProblems(host: FleetHost): Problem[] {
  if (host.access !== "none") return [];
  const given = {
    createNetworks: host.createNetworks.length > 0,
    volumes: host.volumes.length > 0,
    gpus: host.gpus !== undefined,
    capacity: host.capacity !== undefined,
  };
  return Object.entries(given).flatMap(([path, is]) =>
    is
      ? [
          {
            path,
            message: `'${host.name}' has access "none": it runs no containers. Remove ${path}, or set its access.`,
          },
        ]
      : [],
  );
}
