import * as pulumi from "@pulumi/pulumi";
import type { Observer } from "../components/dockerHost/observe.ts";
import type { Fleet, FleetHost } from "./fleet/schema.ts";
import type { LastUp } from "./lastUp.ts";

/** A fleet without the hosts that are dropped, and those that are only being marked. */
export interface Remaining {
  fleet: Fleet;
  /** Gone hosts whose resources are still declared, in order to be marked. */
  marked: FleetHost[];
  /** What has been left out, for people. */
  notes: string[];
}

/**
 * Leaves gone hosts out of a fleet, in two `up`s, because a resource can be forgotten without contacting its host only
 * when Pulumi's state says so: the first marks what is on them, the second drops it. A host that no `up` has completed on has
 * nothing to be marked.
 *
 * Locations go on on the hosts they have left; one that has none is left out.
 */
export function withoutGone(fleet: Fleet, last: LastUp): Remaining {
  const gone = fleet.hosts.filter((host) => host.gone);
  const marked = gone.filter(({ name }) => last.hosts.includes(name) && !last.gone.includes(name));
  const dropped = new Set(gone.filter((host) => !marked.includes(host)).map(({ name }) => name));
  const notes = marked.map(
    ({ name }) =>
      `host ${name} is gone: what is on it is marked and not contacted. The next up drops it from the state.`,
  );
  const locations = fleet.locations.flatMap((location) => {
    const hosts = location.hosts?.filter((name) => !dropped.has(name));
    const left = location.process ? !dropped.has(location.process.host) : (hosts?.length ?? 0) > 0;
    if (!left) notes.push(`location ${location.name} is left out: its hosts are gone. Give it another one.`);
    return left ? [hosts ? { ...location, hosts } : location] : [];
  });
  const hosts = fleet.hosts.filter(({ name }) => !dropped.has(name));
  return { fleet: { ...fleet, hosts, locations }, marked, notes };
}

/**
 * Marks every resource on the gone hosts that is declared from now on: it stays as it is, and once it is no longer declared
 * it leaves the state without a call to its host (https://www.pulumi.com/docs/iac/concepts/options/retainondelete).
 */
export function markGone(marked: FleetHost[]): void {
  if (marked.length === 0) return;
  const providers = new Set<unknown>();
  pulumi.runtime.registerStackTransformation(({ type, name, props, opts, resource }) => {
    const isProvider = type.startsWith("pulumi:providers:") && marked.some((host) => host.name === name);
    if (isProvider) providers.add(resource);
    // A Docker object has the provider of its host; a script says where it runs.
    const { provider } = opts as pulumi.CustomResourceOptions;
    if (!isProvider && !providers.has(provider) && !runsOn(marked, props)) return undefined;
    return { props, opts: pulumi.mergeOptions(opts, { retainOnDelete: true, ignoreChanges: ["*"] }) };
  });
}

/** Looks at nothing: what it says of a gone host is not used. */
export function blindTo(marked: FleetHost[], observer: Observer): Observer {
  const isGone = (name: string): boolean => marked.some((host) => host.name === name);
  return {
    readDockerd: (ssh, port) =>
      isGone(ssh.name) ? Promise.resolve(nothing()) : observer.readDockerd(ssh, port),
    versionOverTls: (target) =>
      isGone(target.name) ? Promise.resolve("gone") : observer.versionOverTls(target),
    versionOverSsh: (ssh) => (isGone(ssh.name) ? Promise.resolve("gone") : observer.versionOverSsh(ssh)),
    socketGroup: (ssh) => observer.socketGroup(ssh),
  };
}

function nothing(): Awaited<ReturnType<Observer["readDockerd"]>> {
  const execStart = "{ path=dockerd ; argv[]=dockerd ; }";
  const texts = { daemonJson: "", current: "", written: "", revision: "gone", listeners: "" };
  return { ...texts, execStart, clock: Date.now() };
}

function runsOn(marked: FleetHost[], { connection }: pulumi.Inputs): boolean {
  const { host, port } = (connection ?? {}) as { host?: unknown; port?: unknown };
  return marked.some(({ address, ssh }) => host === address && port === ssh.port);
}
