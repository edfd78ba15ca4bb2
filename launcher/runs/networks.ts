import type { DockerHost } from "../docker/port.ts";
import { LauncherError } from "../error.ts";

/**
 * Checks that every network exists on the host. The engine itself would find out only when the container starts.
 *
 * @throws LauncherError `NETWORK_NOT_FOUND` that lists the networks which the host has.
 */
export async function checkNetworks(docker: DockerHost, wanted: string[]): Promise<void> {
  if (wanted.length === 0) return;
  const names = await docker.networks();
  const missing = wanted.filter((name) => !names.includes(name));
  if (missing.length === 0) return;
  const prefixed = missing.flatMap((name) => names.filter((known) => known.endsWith(`_${name}`)));
  const hint =
    prefixed.length === 0
      ? "Docker Compose puts the project's name before a network's: use the full name, or give the network a `name:`."
      : `Did you mean ${quoted(prefixed)}? Docker Compose puts the project's name before a network's.`;
  throw new LauncherError(
    "NETWORK_NOT_FOUND",
    `Host '${docker.name}' has no network ${quoted(missing)}; it has ${quoted(names)}. ` +
      `Correct network or networks of docker_hosts '${docker.name}' (or of the code location's container context), ` +
      `or create the network there. ${hint}`,
  );
}

function quoted(names: string[]): string {
  return names.map((name) => `'${name}'`).join(", ");
}
