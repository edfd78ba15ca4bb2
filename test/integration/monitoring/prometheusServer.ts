import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stringify } from "yaml";
import type { Prometheus } from "../../suites/prometheus.ts";
import { freePort } from "../../support/freePort.ts";

/** An answer of the query API. */
export type Sample = { metric: Record<string, string>; value: [number, string] };

/** Starts a real Prometheus on loopback that scrapes one address every second and evaluates a file of rules. */
export async function startPrometheus({ prometheus }: Prometheus, target: string, rules: string) {
  const folder = mkdtempSync(join(tmpdir(), "prometheus-"));
  copyFileSync(rules, join(folder, basename(rules)));
  const config = {
    global: { scrape_interval: "1s", evaluation_interval: "1s" },
    rule_files: [basename(rules)],
    scrape_configs: [{ job_name: "dagster-multihost", static_configs: [{ targets: [target] }] }],
  };
  writeFileSync(join(folder, "prometheus.yml"), stringify(config));
  const address = `127.0.0.1:${await freePort()}`;
  const child = spawn(
    prometheus,
    [
      ...[`--config.file=${join(folder, "prometheus.yml")}`, `--storage.tsdb.path=${join(folder, "data")}`],
      `--web.listen-address=${address}`,
    ],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (log += chunk));
  const get = async (path: string): Promise<unknown> => {
    const answer = await fetch(`http://${address}${path}`);
    const body = (await answer.json()) as { status: string; error?: string; data: unknown };
    if (body.status !== "success") throw new Error(`${path}: ${body.error ?? answer.status}`);
    return body.data;
  };
  for (let tried = 0; ; tried++) {
    const ready = await fetch(`http://${address}/-/ready`).catch(() => undefined);
    if (ready?.ok === true) break;
    if (tried > 300 || child.exitCode !== null) throw new Error(`Prometheus does not start: ${log}`);
    await sleep(100);
  }
  return {
    get,
    query: async (expr: string) =>
      ((await get(`/api/v1/query?query=${encodeURIComponent(expr)}`)) as { result: Sample[] }).result,
    close: async () => {
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      await gone;
      rmSync(folder, { recursive: true });
    },
  };
}
