/** How a check ended. `skipped`: it could not be made, or does not apply. */
export type Outcome = "ok" | "warning" | "failure" | "skipped";

/** One thing that a check has found. */
export type Finding = {
  outcome: Outcome;
  /** What was found, in one sentence. */
  found: string;
  /** How to mend it; null when there is nothing to mend. */
  fix: string | null;
  /** The section of a benchmark that asks for it, such as `CIS Docker Benchmark 1.6.0, 2.15`. */
  reference?: string;
};

/** What a check was about. */
export type Subject = {
  side: "control_plane" | "host";
  /** `host_name` of the configuration; null on the control plane. */
  host: string | null;
  /** The code location, for a check that is made for each. */
  location: string | null;
};

/** A finding, by which check, and about what. */
export type Reported = Subject & Finding & { check: string };

export function ok(found: string): Finding {
  return { outcome: "ok", found, fix: null };
}

export function warning(found: string, fix: string): Finding {
  return { outcome: "warning", found, fix };
}

export function failure(found: string, fix: string): Finding {
  return { outcome: "failure", found, fix };
}

/** @param fix What would make the check possible; null when it does not apply. */
export function skipped(found: string, fix: string | null = null): Finding {
  return { outcome: "skipped", found, fix };
}

/** Thrown by a check that cannot be made, for a reason that another check reports. */
export class NotPossible extends Error {
  readonly finding: Finding;

  constructor(found: string, fix: string | null = null) {
    super(found);
    this.finding = skipped(found, fix);
  }
}
