import type { StepTime } from "./document.ts";

/** One resource operation: what, and when it began and ended, in seconds since the `up` began. */
export interface Operation {
  type: string;
  name: string;
  start: number;
  end: number;
}

const kinds: [string, RegExp][] = [
  ["certificates and keys", /^tls:/],
  ["launcher's SSH keys", /Command .*-launcher-ssh$/],
  ["dockerd: configuration and restart", /Command .*-dockerd$/],
  ["dockerd: proof", /Command .*-proof$/],
  ["firewall", /Command .*-firewall$/],
  ["networks", /Network |Command .*-runs$/],
  ["images", /RemoteImage /],
  ["database migration", /Command .*-migrate$/],
  ["containers", /Container |Volume /],
  ["files", /Command /],
];

/** The step that an operation belongs to; undefined for what is no work on a server. */
export function stepOf({ type, name }: Pick<Operation, "type" | "name">): string | undefined {
  // Components are there from their first part to their last one.
  if (type.startsWith("dagster-multihost:")) return undefined;
  const kind = type.split(":").at(-1) ?? type;
  const text = type.startsWith("tls:") ? type : `${kind} ${name}`;
  return kinds.find(([, pattern]) => pattern.test(text))?.[0];
}

/** The operations of an `up`, step by step, in the order in which the steps began. */
export function stepTimes(operations: Operation[], hostNames: string[]): StepTime[] {
  const steps = Map.groupBy(operations, (operation) => stepOf(operation));
  return [...steps]
    .flatMap(([step, members]) => (step === undefined ? [] : [{ step, members }]))
    .toSorted((one, other) => first(one.members) - first(other.members))
    .map(({ step, members }) => ({
      step,
      resources: members.length,
      wall_s: round(Math.max(...members.map(({ end }) => end)) - first(members)),
      sum_s: round(members.reduce((sum, { start, end }) => sum + end - start, 0)),
      longest_s: round(Math.max(...members.map(({ start, end }) => end - start))),
      hosts_at_once: hostsAtOnce(members, hostNames),
    }));
}

/** At how many hosts, at most, something of these was under way at one moment; null where their names tell of no host. */
export function hostsAtOnce(operations: Operation[], hostNames: string[]): number | null {
  const hostOf = ({ name }: Operation): string =>
    hostNames.find((host) => name === host || new RegExp(`(^|-)${host}(-|$)`).test(name)) ?? "";
  if (operations.every((operation) => hostOf(operation) === "")) return null;
  const counts = operations.map(({ start }) => {
    const running = operations.filter((other) => other.start <= start && other.end > start);
    return new Set(running.map(hostOf)).size;
  });
  return Math.max(0, ...counts);
}

const first = (operations: Operation[]): number => Math.min(...operations.map(({ start }) => start));

const round = (seconds: number): number => Math.round(seconds * 10) / 10;
