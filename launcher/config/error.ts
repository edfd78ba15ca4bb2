/** One thing that is wrong, or doubtful, in a launcher configuration. */
export type Problem = {
  /** Where it is, such as `docker_hosts[0].tls.client_key`; empty for the whole configuration. */
  path: string;
  /** What is wrong and how to mend it. Never contains a configured value that may be secret. */
  message: string;
};

/** Every problem of a launcher configuration, in one error. */
export class LauncherConfigError extends Error {
  /** Stable, listed in docs/errors.md. */
  readonly code = "LAUNCHER_CONFIG_INVALID";
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(`The launcher configuration has ${count(problems.length)}:\n${problems.map(line).join("\n")}`);
    this.name = "LauncherConfigError";
    this.problems = problems;
  }
}

function count(problems: number): string {
  return problems === 1 ? "1 problem" : `${problems} problems`;
}

function line({ path, message }: Problem): string {
  return path === "" ? `  ${message}` : `  ${path}: ${message}`;
}
