import { LauncherConfigError } from "../../../config/index.ts";
import { LauncherError } from "../../../error.ts";
import type { Job } from "../check.ts";
import { failure, NotPossible } from "../finding.ts";
import type { Finding, Reported } from "../finding.ts";
import { withLimit } from "./limit.ts";

/** Makes one check. Whatever goes wrong with it is a finding: one check that fails keeps no other from being made. */
export async function runJob(job: Job, signal: AbortSignal): Promise<Reported[]> {
  const { name, side, host, location, limitSeconds } = job;
  const findings = await withLimit(
    () => job.run().catch(failed),
    limitSeconds,
    () => [late(job)],
    signal,
  );
  return findings.map((finding) => ({ check: name, side, host, location, ...finding }));
}

function late({ name, limitSeconds }: Job): Finding {
  return failure(
    `The check '${name}' had no result within ${limitSeconds} s.`,
    "Look whether the host and the network are overloaded, then run doctor again.",
  );
}

function failed(error: unknown): Finding[] {
  if (error instanceof NotPossible) return [error.finding];
  if (error instanceof LauncherError || error instanceof LauncherConfigError)
    return [
      failure(
        `${error.code}: ${error.message}`,
        `As it says there; docs/errors.md has more about ${error.code}.`,
      ),
    ];
  // Its message may hold anything; its kind says where to look.
  const kind = error instanceof Error ? error.name : typeof error;
  const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
  return [failure(`The check itself failed: ${kind}${code}.`, "Report it as a fault of dagster-multihost.")];
}
