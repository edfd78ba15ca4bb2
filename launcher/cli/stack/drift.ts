import type { HostAnswer } from "../launcher/answers.ts";
import { daemonDrift } from "./daemonDrift.ts";
import type { StackOutputs } from "./outputs.ts";

/** Something that is live in another way than the stack says. What is not there is null. */
export type Drift = {
  kind: "host" | "location";
  name: string;
  /** What differs, such as `image`. */
  field: "presence" | "docker_url" | "docker_version" | "certificate" | "hosts" | "image" | DaemonField;
  stack: string | null;
  live: string | null;
};

/** Begins the field of an option of dockerd. */
export const ofDaemon = "dockerd.";

/** Such as `dockerd.live-restore`. */
type DaemonField = `${typeof ofDaemon}${string}`;

/** What is live: null where it could not be asked. */
export type Live = {
  hosts: readonly HostAnswer[] | null;
  locations: readonly { name: string; image: string | null }[] | null;
};

/** Certificates carry whole seconds; clocks and roundings differ by less than this. */
const sameExpiryMs = 60_000;

/**
 * Compares what the last `pulumi up` left behind with what launcher and webserver say. What could not be asked, or what one
 * side does not tell, is no difference.
 */
export function driftOf({ hosts, locations }: StackOutputs, live: Live): Drift[] {
  const withDocker = hosts.filter(({ access }) => access !== "none");
  return [
    ...(live.hosts === null ? [] : hostDrift(withDocker, live.hosts)),
    ...(live.hosts === null ? [] : placeDrift(locations, live.hosts)),
    ...(live.locations === null ? [] : locationDrift(locations, live.locations)),
  ];
}

function hostDrift(stack: StackOutputs["hosts"], live: readonly HostAnswer[]): Drift[] {
  const found = stack.flatMap((host): Drift[] => {
    const one = live.find(({ host_name }) => host_name === host.name);
    // A control plane that serves no location need not be a host of the launcher.
    if (one === undefined) return host.access === "unix" ? [] : [presence("host", host.name, "there", null)];
    const drift = { kind: "host", name: host.name } as const;
    return [
      ...differs({ ...drift, field: "docker_url", stack: host.url, live: one.docker_url }, sameUrl),
      ...differs({ ...drift, field: "docker_version", stack: host.dockerVersion, live: one.version }),
      ...differs(
        { ...drift, field: "certificate", stack: host.certificateExpiry ?? null, live: expiryOf(one) },
        sameExpiry,
      ),
      ...daemonDrift(host.daemonOptions ?? {}, one.daemon_options ?? {}).map(
        ({ option, ...sides }): Drift => ({ ...drift, field: `${ofDaemon}${option}`, ...sides }),
      ),
    ];
  });
  const names = stack.map(({ name }) => name);
  const surplus = live.filter(({ host_name }) => !names.includes(host_name));
  return [...found, ...surplus.map(({ host_name }) => presence("host", host_name, null, "there"))];
}

/** On which hosts the launcher places the runs of each location that has containers. */
function placeDrift(stack: StackOutputs["locations"], live: readonly HostAnswer[]): Drift[] {
  return stack.flatMap(({ name, hosts, image }) => {
    const mapped = live.filter(({ locations }) => locations.includes(name)).map(({ host_name }) => host_name);
    // Runs of the admin location are processes of its own server.
    if (hosts === undefined || image === null || (mapped.length === 0 && name === "admin")) return [];
    const [wanted, found] = [hosts, mapped].map((names) => names.toSorted().join(" "));
    return differs({ kind: "location", name, field: "hosts", stack: wanted ?? "", live: found ?? "" });
  });
}

function locationDrift(stack: StackOutputs["locations"], live: NonNullable<Live["locations"]>): Drift[] {
  const found = stack.flatMap(({ name, image }): Drift[] => {
    const one = live.find((location) => location.name === name);
    if (one === undefined) return [presence("location", name, "there", null)];
    return differs({ kind: "location", name, field: "image", stack: image, live: one.image }, sameImage);
  });
  const names = stack.map(({ name }) => name);
  const surplus = live.filter(({ name }) => !names.includes(name));
  return [...found, ...surplus.map(({ name }) => presence("location", name, null, "there"))];
}

function presence(kind: Drift["kind"], name: string, stack: string | null, live: string | null): Drift {
  return { kind, name, field: "presence", stack, live };
}

function differs(drift: Drift, same = (a: string, b: string): boolean => a === b): Drift[] {
  const { stack, live } = drift;
  return stack === null || live === null || same(stack, live) ? [] : [drift];
}

/** `local` is the launcher's name for this machine's socket; a port that is left out is the usual one. */
function sameUrl(stack: string, live: string): boolean {
  const plain = (url: string): string =>
    url
      .replace(/^local$|^unix:\/\/$/, "unix:///var/run/docker.sock")
      .replace(/^(ssh:\/\/[^/]*?):22$/, "$1")
      .replace(/^(tcp:\/\/[^/]*?):2376$/, "$1");
  return plain(stack) === plain(live);
}

/** Another end is another certificate: dockerd was not restarted after a renewal, or was set back. */
function sameExpiry(stack: string, live: string): boolean {
  return Math.abs(Date.parse(stack) - Date.parse(live)) < sameExpiryMs;
}

/** One of the two may lack the digest, as an image that was built on the host does. */
function sameImage(stack: string, live: string): boolean {
  const [first, second] = [stack, live].map((image) => /@(sha256:[0-9a-f]+)$/.exec(image)?.[1]);
  if (first !== undefined && second !== undefined) return first === second;
  return stack.replace(/@.*$/, "") === live.replace(/@.*$/, "");
}

function expiryOf(host: HostAnswer): string | null {
  const expires: unknown = host["certificate_expires_at"];
  return typeof expires === "string" ? expires : null;
}
