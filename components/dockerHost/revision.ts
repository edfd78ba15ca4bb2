import { changedKeys } from "./drift.ts";
import type { DockerdFacts } from "./facts.ts";

/**
 * A name for the configuration of a dockerd, kept on the server: as long as the server has it, and its daemon.json is as we
 * wrote it, there is nothing to do. It stands behind the command of the resource, where a preview shows it.
 *
 * A server that lost our configuration, because a change was taken back or the server was installed anew, has no revision; one
 * that was edited by hand has another file. Both get a new one, and so Pulumi configures them again.
 *
 * @param now Milliseconds since the epoch.
 * @returns Such as `2026-11-21T10:00:00Z`, or `2026-11-21T10:00:00Z daemon.json was edited: debug, dns`.
 */
export function revision(facts: DockerdFacts, now: number): string {
  const keys = changedKeys(facts.written, facts.current);
  if (facts.revision !== "" && keys.length === 0) return facts.revision;
  const time = new Date(now).toISOString().replace(/\.\d+/, "");
  return keys.length === 0 ? time : `${time} daemon.json was edited: ${keys.join(", ")}`;
}
