import type { Fleet, FleetHost } from "./fleet/schema.ts";
import type { LastUp } from "./lastUp.ts";

/** A fleet without the hosts that are dropped. */
export interface Remaining {
  /** Gone hosts that are still in it are there to be marked. */
  fleet: Fleet;
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
  const controlPlane = controlPlaneOf(fleet, last, marked, notes);
  const locations = fleet.locations.flatMap((location) => {
    const hosts = location.hosts?.filter((name) => !dropped.has(name));
    const left = location.process ? !dropped.has(location.process.host) : (hosts?.length ?? 0) > 0;
    if (!left) notes.push(`location ${location.name} is left out: its hosts are gone. Give it another one.`);
    return left ? [hosts ? { ...location, hosts } : location] : [];
  });
  const hosts = fleet.hosts.filter(({ name }) => !dropped.has(name));
  return { fleet: { ...fleet, controlPlane, hosts, locations }, notes };
}

/** A control plane whose host is gone stays there for the `up` that marks it, and is made anew by the next one. */
function controlPlaneOf(
  fleet: Fleet,
  last: LastUp,
  marked: FleetHost[],
  notes: string[],
): Fleet["controlPlane"] {
  const { controlPlane } = fleet;
  const lost = marked.find(({ name }) => name === last.controlPlane && name !== controlPlane.host);
  if (!lost) return controlPlane;
  notes.push(
    `the control plane was on ${lost.name}: it is left as it is by this up. The next one makes it on ${controlPlane.host}; ` +
      "docs/operate-replace-control-plane.md says what happens to the history.",
  );
  return { ...controlPlane, host: lost.name };
}
