import { runGoTests } from "../../engine/goTests.ts";
import { ensureSshServer } from "./sshServer.ts";
import type { SuiteResult } from "./result.ts";

/** `go vet` and `go test` of the command plugin; each top-level test counts. */
export async function goTests(): Promise<SuiteResult[]> {
  let passed = 0;
  let failed = 0;
  try {
    await ensureSshServer((line) => void process.stdout.write(`${line}\n`));
    await runGoTests((line) => {
      process.stdout.write(`${line}\n`);
      if (line.startsWith("--- PASS")) passed++;
      if (line.startsWith("--- FAIL")) failed++;
    });
  } catch (error) {
    process.stdout.write(`${(error as Error).message}\n`);
    failed = Math.max(failed, 1);
  }
  return [{ name: "go", passed, failed }];
}
