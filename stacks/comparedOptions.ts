import type { FleetHost } from "./fleet/schema.ts";

/** What a Docker Engine tells about its options. None of them can hold a secret, as the address of a proxy can. */
const told = [
  ...["live-restore", "log-driver", "storage-driver", "default-runtime", "data-root"],
  ...["experimental", "debug", "insecure-registries"],
];

/**
 * The options that `up` sets in a host's daemon.json, as far as the engine tells of them: what `dagster-multihost status`
 * compares with those in force. Null for a dockerd that is left as it is.
 */
export function comparedOptions({
  access,
  docker: { daemonOptions },
}: Pick<FleetHost, "access" | "docker">): Record<string, unknown> | null {
  if (access !== "tls" && Object.keys(daemonOptions).length === 0) return null;
  const wanted = { "live-restore": true, ...daemonOptions };
  const compared = Object.entries(wanted).flatMap(([name, value]): [string, unknown][] => {
    if (!told.includes(name) || (name === "data-root" && "userns-remap" in wanted)) return [];
    return [[name, asTold(value)]];
  });
  return Object.fromEntries(access === "tls" ? [...compared, ["tlsverify", true]] : compared);
}

/** Dockerd writes paths without a slash at their end, and networks and URLs among registries in other words than it was given. */
function asTold(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((entry) => typeof entry === "string" && !entry.includes("/"));
  return typeof value === "string" ? value.replace(/(?<=.)\/+$/, "") : value;
}
