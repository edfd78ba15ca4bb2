import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { runGoTests } from "../../engine/goTests.ts";
import { ensureGo } from "../../engine/go.ts";
import { cacheDirectory, contentHash } from "../../scripts/cache.ts";
import { ensureSshServer } from "./sshServer.ts";
import { failure, type SuiteResult } from "./result.ts";

const report = (line: string) => void process.stdout.write(`${line}\n`);

/**
 * `go vet` and `go test` of the command plugin; each top-level test counts. As with Go's own cache, tests that passed are not run
 * again while neither they nor Go have changed; unlike it, from whatever folder and PATH they are run.
 */
export async function goTests(): Promise<SuiteResult[]> {
  const result: SuiteResult = { name: "go", passed: 0, failures: [], tests: [] };
  try {
    const { path, environment } = await ensureGo(report);
    const { stdout: version } = await execa(path, ["version"], { env: environment });
    const passed = join(cacheDirectory("go-tests"), contentHash(["engine/command"], version));
    const cached = existsSync(passed);
    if (cached) report("go: unchanged since these tests passed");
    else await ensureSshServer(report);
    const lines: string[] = [];
    const take = (line: string): void => {
      report(line);
      lines.push(line);
      const [, outcome, name = "", seconds] = /^--- (PASS|FAIL): (\S+) \(([\d.]+)s\)/.exec(line) ?? [];
      if (outcome === "PASS") result.passed++;
      if (outcome === "FAIL") result.failures.push(failure(name, ""));
      if (outcome !== undefined)
        result.tests?.push({ name: `engine/command > ${name}`, seconds: Number(seconds) });
    };
    if (cached) readFileSync(passed, "utf8").trim().split("\n").forEach(take);
    else await runGoTests(take);
    if (!cached && result.failures.length === 0)
      writeFileSync(passed, `${lines.filter((line) => line.startsWith("--- PASS")).join("\n")}\n`);
  } catch (error) {
    const { message } = error as Error;
    report(message);
    if (result.failures.length === 0) result.failures.push(failure("go vet, go test", message));
  }
  return [result];
}
