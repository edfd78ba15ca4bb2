import { LauncherError } from "../error.ts";
import { systemClock } from "../runs/clock.ts";
import type { Clock } from "../runs/clock.ts";
import { runOf } from "../runs/naming.ts";
import type { Attempt, CreateRequest } from "../runs/requests.ts";
import type { Started } from "../runs/start.ts";
import type { EndCause } from "../watch/containerTable.ts";
import type { EndedContainer, WatchState } from "../watch/hostWatch.ts";
import { Failures } from "./failures.ts";
import { LatencyHistory } from "./latency.ts";
import { RunMemory } from "./runMemory.ts";

/** What happened lately, for people who look at the launcher. All of it is bounded and forgotten when the launcher ends. */
export class History {
  readonly latency = new LatencyHistory();
  readonly failures = new Failures();
  readonly runs = new RunMemory();
  readonly #clock: Clock;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  /** Watches the first step of a launch. */
  async creating<T>(request: CreateRequest, create: () => Promise<T>): Promise<T> {
    const { runId, jobName } = request;
    this.runs.note(runId, { jobName, beganAt: this.#clock.now() });
    return this.#launch(runId, null, create);
  }

  /** Watches the second step of a launch, with which it is done. */
  async starting(request: Attempt & { hostName: string }, start: () => Promise<Started>): Promise<Started> {
    const { runId, hostName } = request;
    const started = await this.#launch(runId, hostName, start);
    const now = this.#clock.now();
    const known = this.runs.get(runId);
    if (known !== undefined && !started.alreadyRunning) {
      this.latency.record(now, now - known.beganAt);
      this.runs.amend(runId, { startedAt: now });
    }
    return started;
  }

  /** Somebody wants the run to end: that its container does so is no failure. */
  terminating(runId: string): void {
    const { jobName = "", beganAt = this.#clock.now() } = this.runs.get(runId) ?? {};
    this.runs.note(runId, { jobName, beganAt, terminated: true });
  }

  /** A run's container has ended. */
  ended(hostName: string, cause: EndCause, event: EndedContainer, prefix: string): void {
    const runId = runOf(event, prefix)?.runId ?? null;
    const known = runId === null ? undefined : this.runs.get(runId);
    // Two configured hosts may lead to the same engine: the one tells that the run is of.
    if ((event.labels[`${prefix}/host_name`] ?? hostName) !== hostName) return;
    if (cause === "ok" || known?.terminated === true) return;
    const jobName = known?.jobName ?? event.labels[`${prefix}/job_name`] ?? null;
    this.#failed({
      kind: "run",
      ...whyEnded(cause, event.exitCode),
      hostName,
      runId,
      containerId: event.id,
      jobName,
    });
  }

  /** A host was lost or found again. */
  hostChanged(hostName: string, state: WatchState): void {
    if (state.phase !== "lost") return;
    const { code, message } = state.error;
    this.#failed({ kind: "host", code, message, hostName, runId: null, containerId: null, jobName: null });
  }

  async #launch<T>(runId: string, hostName: string | null, step: () => Promise<T>): Promise<T> {
    try {
      return await step();
    } catch (error) {
      const jobName = this.runs.get(runId)?.jobName ?? null;
      this.#failed({ kind: "launch", ...described(error), hostName, runId, containerId: null, jobName });
      throw error;
    }
  }

  #failed(failure: Omit<Parameters<Failures["add"]>[0], "at">): void {
    this.failures.add({ at: this.#clock.now(), ...failure });
  }
}

/** What is not meant for users has its details in the launcher's log only. */
function described(error: unknown): { code: string; message: string } {
  if (error instanceof LauncherError) return { code: error.code, message: error.message };
  return { code: "INTERNAL", message: "The launcher failed to handle the request; its log says why." };
}

function whyEnded(
  cause: Exclude<EndCause, "ok">,
  exitCode: number | undefined,
): { code: string; message: string } {
  if (cause === "oom")
    return { code: "RUN_OUT_OF_MEMORY", message: "The container ran out of memory; raise mem_limit." };
  if (cause === "removed") return { code: "RUN_REMOVED", message: "The container was removed while it ran." };
  const known = exitCode === undefined ? "" : ` with code ${exitCode}`;
  return { code: "RUN_EXITED", message: `The container exited${known}; its log says why.` };
}
