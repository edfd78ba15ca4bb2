import type { ContainerState } from "../docker/port.ts";

/** What is to become of a container, and why, in words for the person who reads the report. */
export type Decision = { action: "keep" | "remove" | "stop"; reason: string };

/** What a cleanup is asked to do. */
export type CleanupRules = {
  /** Age from which a container that has ended is removed. Hours. */
  maxAgeHours: number;
  /** Runs that have not ended: their containers are left alone in any state. */
  activeRunIds: ReadonlySet<string>;
  /** Runs that have ended: their running containers are orphans. A run in neither set is not known to have ended. */
  endedRunIds: ReadonlySet<string>;
};

/** Whoever looks into a failure the next day still finds its container. */
const failureHours = 24;

/** A launch creates the container first and starts it after; an image pull lies before both. */
const createdHours = 1;

/**
 * Decides about one container.
 *
 * @param container Its state; the times in it are the host's.
 * @param runId     The run that it belongs to.
 * @param now       The host's time, in milliseconds.
 */
export function cleanupDecision(
  container: Pick<ContainerState, "status" | "exitCode" | "createdAt" | "finishedAt">,
  runId: string,
  { maxAgeHours, activeRunIds, endedRunIds }: CleanupRules,
  now: number,
): Decision {
  const { status } = container;
  if (activeRunIds.has(runId)) return keep("its run has not ended");
  if (status === "running" || status === "paused" || status === "restarting") {
    return endedRunIds.has(runId)
      ? { action: "stop", reason: "its run has ended" }
      : keep("its run is not known to have ended");
  }
  if (status === "removing") return keep("it is being removed");
  const hours = ageHours(container, now);
  const least = Math.max(maxAgeHours, minimumHours(container));
  if (hours < least) return keep(`${what(container)} ${round(hours)} h ago, kept for ${round(least)} h`);
  return { action: "remove", reason: `${what(container)} ${round(hours)} h ago` };
}

/** Whether the engine gave a time; it says the year 1 for never. */
export function happened(time: string): boolean {
  return Date.parse(time) > 0;
}

type State = Pick<ContainerState, "status" | "exitCode" | "createdAt" | "finishedAt">;

function minimumHours(container: State): number {
  if (failed(container)) return failureHours;
  return container.status === "created" ? createdHours : 0;
}

function failed({ status, exitCode }: State): boolean {
  return status === "dead" || exitCode !== 0;
}

function ageHours({ createdAt, finishedAt }: State, now: number): number {
  return (now - Date.parse(happened(finishedAt) ? finishedAt : createdAt)) / 3_600_000;
}

function what(container: State): string {
  if (container.status === "created") return "created, never started,";
  return failed(container) ? `failed (exit code ${container.exitCode})` : "succeeded";
}

function keep(reason: string): Decision {
  return { action: "keep", reason };
}

function round(hours: number): number {
  return Math.round(hours * 10) / 10;
}
