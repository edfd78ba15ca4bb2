import { join } from "node:path";
import { execa } from "execa";
import type { Bench } from "../bench.ts";
import type { SystemName } from "../names.ts";
import { checkout } from "../../scripts/cache.ts";
import { shuffle } from "../shuffle.ts";

/** What dagster.yaml makes a Dagster process import, beyond what Dagster has imported by then. */
const imports: Partial<Record<SystemName, string>> = {
  ours_cold: "from dagster_multihost_launcher import MultiHostDockerRunLauncher",
  peer: "from dagster_multihost_launcher import MultiHostDockerRunLauncher",
  dagster_docker: "from dagster_docker import DockerRunLauncher",
  default: "from dagster import DefaultRunLauncher",
};

/** Time and memory that importing a run launcher takes in a process that has Dagster. */
export async function measureImports(bench: Bench): Promise<void> {
  const { venvs } = bench.environment;
  const names = bench.names.filter((name) => name in imports);
  // The first one of each writes and reads Python's byte code.
  for (let round = 0; round <= Math.max(bench.size.n, 5); round++) {
    bench.report(`Imports, round ${round}`);
    for (const name of shuffle(names)) {
      const venv = name === "peer" ? venvs.peer : venvs.ours;
      const env = name === "ours_cold" ? { PYTHONPATH: join(checkout, "launcher/adapter/src") } : {};
      const { stdout } = await execa(join(venv, "bin/python"), ["-c", program(imports[name] ?? "")], { env });
      const { milliseconds, mebibytes } = JSON.parse(stdout) as { milliseconds: number; mebibytes: number };
      if (round === 0) continue;
      for (const of of name === "ours_cold" ? (["ours_cold", "ours_warm"] as const) : [name]) {
        if (!bench.names.includes(of)) continue;
        bench.samples.add("import_ms", of, milliseconds);
        bench.samples.add("import_mb", of, mebibytes);
      }
    }
  }
}

function program(statement: string): string {
  return [
    "import json, os, time",
    "from pathlib import Path",
    "resident = lambda: int(Path('/proc/self/statm').read_text().split()[1]) * os.sysconf('SC_PAGE_SIZE') / 2**20",
    "import dagster, dagster_postgres",
    "from dagster._core.launcher import CheckRunHealthResult, DefaultRunLauncher, RunLauncher",
    "memory, begun = resident(), time.perf_counter()",
    statement,
    "taken = (time.perf_counter() - begun) * 1000",
    "print(json.dumps({'milliseconds': taken, 'mebibytes': resident() - memory}))",
  ].join("\n");
}
