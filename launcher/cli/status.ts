import { LauncherError } from "../error.ts";
import { isLive } from "./commands/runs.ts";
import type { DagsterClient } from "./dagster/client.ts";
import { allLocations } from "./dagster/locations.ts";
import type { Location } from "./dagster/locations.ts";
import type { ContainerAnswer, HostAnswer, healthAnswer } from "./launcher/answers.ts";
import type { LauncherClient } from "./launcher/client.ts";
import { driftOf, ofDaemon } from "./stack/drift.ts";
import type { Drift } from "./stack/drift.ts";
import type { StackOutputs } from "./stack/outputs.ts";
import type { z } from "zod";

/** How everything fares; what could not be asked is null or empty, and a problem. */
export type Status = {
  healthy: boolean;
  /** Why not, one sentence each. */
  problems: string[];
  launcher: z.output<typeof healthAnswer> | null;
  /** The one that was asked. */
  webserver: { url: string; reachable: boolean };
  /** Where a browser finds them; null where nobody has said it. */
  pages: { status: string | null; dagster: string | null };
  hosts: HostAnswer[];
  locations: Pick<Location, "name" | "state" | "error" | "image">[];
  /** Run containers that have not ended. */
  runs: ContainerAnswer[];
  /** Where what is live differs from the stack's outputs; null when none were given. */
  drift: Drift[] | null;
};

/**
 * Asks the launcher, its hosts and Dagster how they fare. A drained host is healthy; a host that does not answer, a
 * configuration that is not in force, a code location that is not loaded and a difference from the stack are not.
 *
 * @param stack What the last `pulumi up` left behind, to compare with.
 */
export async function readStatus(
  launcher: LauncherClient,
  dagster: DagsterClient,
  stack?: StackOutputs,
): Promise<Status> {
  const problems: string[] = [];
  const [health, hosts, containers, locations] = await Promise.all([
    attempt(() => launcher.health(), problems),
    attempt(() => launcher.hosts({ daemon: stack !== undefined }), problems),
    attempt(() => launcher.containers(), problems),
    attempt(() => allLocations(dagster), problems),
  ]);
  if (health?.config.error != null)
    problems.push(`The new dagster.yaml is not in force: ${health.config.error}`);
  for (const { host_name, reachable, error } of hosts?.hosts ?? [])
    if (!reachable) problems.push(`Host '${host_name}' is not reachable: ${error ?? "no reason is known"}`);
  for (const { name, state, error } of locations ?? [])
    if (state !== "loaded")
      problems.push(`Code location '${name}' is not loaded: ${error ?? "still loading"}`);
  const live = { hosts: hosts?.hosts ?? null, locations: locations ?? null };
  const drift = stack === undefined ? null : driftOf(stack, live);
  for (const one of drift ?? []) problems.push(driftSentence(one));
  return {
    healthy: problems.length === 0,
    problems: [...new Set(problems)],
    launcher: health ?? null,
    webserver: { url: dagster.url, reachable: locations !== undefined },
    pages: {
      status: health?.config.status_url ?? stack?.launcher ?? null,
      dagster: health?.config.webserver_url ?? stack?.webserver ?? null,
    },
    hosts: hosts?.hosts ?? [],
    locations: (locations ?? []).map(({ name, state, error, image }) => ({ name, state, error, image })),
    runs: (containers?.containers ?? []).filter(isLive),
    drift,
  };
}

function driftSentence({ kind, name, field, stack, live }: Drift): string {
  const what = kind === "host" ? `Host '${name}'` : `Code location '${name}'`;
  if (live === null) return `${what} is in the stack, but not live. Run pulumi up.`;
  if (stack === null) return `${what} is live, but not in the stack. Run pulumi up, or see who added it.`;
  if (field.startsWith(ofDaemon)) {
    const option = field.slice(ofDaemon.length);
    return (
      `${what} differs from the stack in dockerd's ${option}: ${live} instead of ${stack}. ` +
      "Run pulumi up; if it has nothing to change, restart dockerd on the host."
    );
  }
  return `${what} differs from the stack in ${field}: ${live} instead of ${stack}. Run pulumi up --refresh.`;
}

async function attempt<T>(ask: () => Promise<T>, problems: string[]): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof LauncherError)) throw error;
    problems.push(`${error.code}: ${error.message}`);
    return undefined;
  }
}
