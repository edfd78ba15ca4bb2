import type { Finding, Subject } from "./finding.ts";

/** One check of `doctor`. */
export type Check<Context> = {
  /** Stable: it is what `--only` and `--skip` take. */
  name: CheckName;
  /** Seconds after which it is given up. Default: 15. */
  limitSeconds?: number;
  /** @throws LauncherError, which is reported as a failure. */
  run: (context: Context) => Promise<Finding[]>;
};

/** A check together with what it is about. */
export type Job = Subject & { name: CheckName; limitSeconds: number; run: () => Promise<Finding[]> };

/** The checks, in the order in which their findings are shown. */
export const checkNames = [
  "configuration",
  "launcher",
  "grpc",
  "ssh",
  "tls",
  "exposure",
  "docker",
  "clock",
  "dockerd",
  "networks",
  "image",
  "disk",
  "dagster",
  "postgres",
] as const;

export type CheckName = (typeof checkNames)[number];

/** Binds a check to what it is about. */
export function jobOf<Context>(check: Check<Context>, subject: Subject, context: Context): Job {
  return {
    ...subject,
    name: check.name,
    limitSeconds: check.limitSeconds ?? 15,
    run: () => check.run(context),
  };
}
