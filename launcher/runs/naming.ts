import type { Attempt, CreateRequest } from "./requests.ts";

/** The name of a run's container: the same for every request about the same run and attempt. */
export function containerName({ runId, attempt }: Attempt): string {
  return `dagster-run-${runId}-${attempt}`;
}

/** The labels that every run container carries, whatever the configuration says. */
export function managedLabels(
  prefix: string,
  request: CreateRequest,
  hostName: string,
): Record<string, string> {
  return {
    ...managedOnly(prefix),
    [`${prefix}/run_id`]: request.runId,
    [`${prefix}/attempt`]: String(request.attempt),
    [`${prefix}/job_name`]: request.jobName,
    [`${prefix}/location_name`]: request.locationName,
    [`${prefix}/host_name`]: hostName,
    ...(request.instanceId === undefined ? {} : { [`${prefix}/instance`]: request.instanceId }),
  };
}

/** The names of the labels that a container has only when it was created for its run: Docker cannot add labels later. */
export function runOnlyLabels(prefix: string): string[] {
  return ["run_id", "attempt", "job_name"].map((name) => `${prefix}/${name}`);
}

/** The run that a container belongs to, by its labels, or by its name when it was a warm worker; undefined when none. */
export function runOf(
  { name, labels }: { name: string; labels: Record<string, string> },
  prefix: string,
): Attempt | undefined {
  const runId = labels[`${prefix}/run_id`];
  if (runId !== undefined) return { runId, attempt: Number(labels[`${prefix}/attempt`] ?? 0) };
  const [, taken, attempt] = /^dagster-run-(.+)-(\d+)$/.exec(name) ?? [];
  if (taken === undefined || labels[`${prefix}/warm`] === undefined) return undefined;
  return { runId: taken, attempt: Number(attempt) };
}

/** Whether a container is of this run, and of this attempt when it is given. */
export function isOf(
  container: { name: string; labels: Record<string, string> },
  prefix: string,
  { runId, attempt }: { runId: string; attempt?: number },
): boolean {
  const run = runOf(container, prefix);
  return run?.runId === runId && (attempt === undefined || run.attempt === attempt);
}

/** What the names of a run's containers begin with. */
export function namePrefix({ runId }: { runId: string }): string {
  return `dagster-run-${runId}-`;
}

/** The label by which all run containers are found. */
export function managedOnly(prefix: string): Record<string, string> {
  return { [`${prefix}/managed`]: "true" };
}

/** The labels by which the run containers of one Dagster deployment are found. */
export function instanceOnly(prefix: string, instanceId: string): Record<string, string> {
  return { ...managedOnly(prefix), [`${prefix}/instance`]: instanceId };
}
