import { join } from "node:path";
import { execa } from "execa";
import { checkout } from "../scripts/cache.ts";
import type { Report } from "../scripts/report.ts";
import { ensureGo } from "./go.ts";

/**
 * Runs `go vet` and `go test` on the command plugin; the tests start OpenSSH servers on loopback ports.
 *
 * @throws when a test fails; what Go prints is reported line by line.
 */
export async function runGoTests(report: Report): Promise<void> {
  const go = await ensureGo(report);
  for (const args of [["vet"], ["test", "-v"]]) {
    const cwd = join(checkout, "engine/command");
    for await (const line of execa(go.path, [...args, "./..."], {
      cwd,
      env: go.environment,
      all: true,
    }).iterable({
      from: "all",
    })) {
      report(line);
    }
  }
}
