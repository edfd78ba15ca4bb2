import { setTimeout as sleep } from "node:timers/promises";
import type { Io } from "../io.ts";
import { openDeployment } from "./deployment.ts";
import type { DoctorOptions } from "./deployment.ts";
import type { Reported } from "./finding.ts";
import { controlPlaneSide, hostSide } from "./plan.ts";
import type { Side, Wanted } from "./plan.ts";
import { runAll } from "./runner/runAll.ts";

/** What `doctor --json` prints. */
export type Diagnosis = {
  /** Whether no check failed. Warnings do not count, and neither does what could not be checked. */
  healthy: boolean;
  counts: Record<Reported["outcome"], number>;
  findings: Reported[];
};

/** Longer than any container of a check takes to be removed. */
const closingMs = 20_000;

/**
 * Makes the wanted checks of a whole deployment. Containers that it started are removed before it returns, also when the
 * signal ends it.
 *
 * @throws LauncherError `DAGSTER_HOME_UNSET`; the signal's reason.
 */
export async function diagnose(
  options: DoctorOptions,
  wanted: Wanted,
  { io, signal }: { io: Io; signal: AbortSignal },
): Promise<Diagnosis> {
  const deployment = openDeployment(options, io, signal);
  const config = await deployment.config().catch(() => undefined);
  const hosts = config?.docker_hosts ?? [];
  const servers = await deployment.servers().catch(() => []);
  const locations = new Set([
    ...servers.map(({ name }) => name),
    ...hosts.flatMap((one) => one.location_names),
  ]);
  const sides = [
    controlPlaneSide(deployment, [...locations], wanted),
    ...(config === undefined ? [] : hosts.map((host) => hostSide(deployment, config, host, wanted))),
  ].filter(({ first, engine }) => first.length + engine.length > 0);
  try {
    const findings = (await runAll(sides, io, signal)).map((one) => deployment.secrets.hideIn(one));
    return {
      healthy: !findings.some(({ outcome }) => outcome === "failure"),
      counts: counts(findings),
      findings,
    };
  } finally {
    await close(sides);
  }
}

/** A host that hangs keeps nobody: its containers end by themselves. */
async function close(sides: readonly Side[]): Promise<void> {
  const closed = new AbortController();
  const late = sleep(closingMs, undefined, { signal: closed.signal }).catch(() => undefined);
  await Promise.race([Promise.all(sides.map((side) => side.close())), late]);
  closed.abort();
}

function counts(findings: readonly Reported[]): Diagnosis["counts"] {
  const all = { ok: 0, warning: 0, failure: 0, skipped: 0 };
  for (const { outcome } of findings) all[outcome]++;
  return all;
}
