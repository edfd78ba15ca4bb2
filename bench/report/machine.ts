import { arch, cpus, loadavg, release, totalmem, type } from "node:os";
import { execa } from "execa";
import { checkout } from "../../scripts/cache.ts";
import type { Environment } from "../setup/environment.ts";

/** Where and with what a benchmark was run. */
export type Machine = {
  cpus: number;
  cpu: string;
  memory_gib: number;
  system: string;
  docker: string;
  node: string;
  python: string;
  /** Average number of runnable processes in the last minute, when the benchmark began. */
  load_at_start: number;
};

export async function describeMachine({ engine, venvs }: Environment, load: number): Promise<Machine> {
  const [first] = cpus();
  const { stdout: python } = await execa(`${venvs.ours}/bin/python`, ["--version"]);
  return {
    cpus: cpus().length,
    cpu: first?.model ?? "unknown",
    memory_gib: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()} ${arch()}`,
    docker: await engine.version(),
    node: process.versions.node,
    python: python.replace("Python ", ""),
    load_at_start: load,
  };
}

/** The average number of runnable processes in the last minute. */
export function load(): number {
  return Math.round((loadavg()[0] ?? 0) * 100) / 100;
}

/** The commit that is measured, with a plus sign when files differ from it; undefined without git. */
export async function commit(): Promise<string | undefined> {
  const options = { cwd: checkout, reject: false } as const;
  const { stdout, failed } = await execa("git", ["rev-parse", "--short=12", "HEAD"], options);
  if (failed) return undefined;
  const { stdout: changes } = await execa(
    "git",
    ["status", "--porcelain", "--", "launcher", "bench"],
    options,
  );
  return changes === "" ? stdout : `${stdout}+`;
}
