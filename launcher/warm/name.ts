import { randomBytes } from "node:crypto";

const idlePrefix = "dagster-warm-";

/** A new name for an idle worker. Whoever takes the worker renames it: the name says whether it is idle. */
export function idleName(digest: string): string {
  return `${idlePrefix}${digest.slice(0, 12)}-${randomBytes(4).toString("hex")}`;
}

/** Whether a container is a warm worker that no run has taken. */
export function isIdle({ name }: { name: string }): boolean {
  return name.startsWith(idlePrefix);
}

/** The label of a warm worker. Its value tells workers of one specification from those of another. */
export function warmLabel(prefix: string): string {
  return `${prefix}/warm`;
}
