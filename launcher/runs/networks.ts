import type { DockerHost } from "../docker/port.ts";
import { LauncherError } from "../error.ts";
import { systemClock } from "./clock.ts";
import type { Clock } from "./clock.ts";

/** How long a list of networks is believed. */
const knownMs = 60_000;

/** The networks of all hosts, as they were a moment ago. */
export class KnownNetworks {
  readonly #clock: Clock;
  readonly #known = new WeakMap<DockerHost, { names: ReadonlySet<string>; until: number }>();

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  /**
   * Checks that every network exists on the host. The engine itself would find out only when the container starts. Only
   * networks that were there a moment ago are not asked for.
   *
   * @throws LauncherError `NETWORK_NOT_FOUND` that lists the networks which the host has.
   */
  async check(docker: DockerHost, wanted: string[]): Promise<void> {
    const known = this.#known.get(docker);
    if (
      known !== undefined &&
      known.until >= this.#clock.now() &&
      wanted.every((name) => known.names.has(name))
    ) {
      return;
    }
    if (wanted.length === 0) return;
    const names = await docker.networks();
    this.#known.set(docker, { names: new Set(names), until: this.#clock.now() + knownMs });
    const missing = wanted.filter((name) => !names.includes(name));
    if (missing.length > 0) throw notFound(docker.name, missing, names);
  }

  /** Asks again next time: something on the host is not as it was. */
  forget(docker: DockerHost): void {
    this.#known.delete(docker);
  }
}

function notFound(hostName: string, missing: string[], names: string[]): LauncherError {
  const prefixed = missing.flatMap((name) => names.filter((known) => known.endsWith(`_${name}`)));
  const hint =
    prefixed.length === 0
      ? "Docker Compose puts the project's name before a network's: use the full name, or give the network a `name:`."
      : `Did you mean ${quoted(prefixed)}? Docker Compose puts the project's name before a network's.`;
  return new LauncherError(
    "NETWORK_NOT_FOUND",
    `Host '${hostName}' has no network ${quoted(missing)}; it has ${quoted(names)}. ` +
      `Correct network or networks of docker_hosts '${hostName}' (or of the code location's container context), ` +
      `or create the network there. ${hint}`,
  );
}

function quoted(names: string[]): string {
  return names.map((name) => `'${name}'`).join(", ");
}
