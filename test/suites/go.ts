import { runGoTests } from "../../engine/goTests.ts";
import { ensureSshServer } from "./sshServer.ts";
import { failure, type SuiteResult } from "./result.ts";

/** `go vet` and `go test` of the command plugin; each top-level test counts. */
export async function goTests(): Promise<SuiteResult[]> {
  const result: SuiteResult = { name: "go", passed: 0, failures: [] };
  try {
    await ensureSshServer((line) => void process.stdout.write(`${line}\n`));
    await runGoTests((line) => {
      process.stdout.write(`${line}\n`);
      if (line.startsWith("--- PASS")) result.passed++;
      if (line.startsWith("--- FAIL")) result.failures.push(failure(line.slice("--- FAIL: ".length), ""));
    });
  } catch (error) {
    const { message } = error as Error;
    process.stdout.write(`${message}\n`);
    if (result.failures.length === 0) result.failures.push(failure("go vet, go test", message));
  }
  return [result];
}
