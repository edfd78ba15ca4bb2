import { existsSync, globSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { cacheDirectory, contentHash } from "../../scripts/cache.ts";
import { isInstalled } from "../../scripts/packages.ts";
import { step } from "../../scripts/progress.ts";
import { UserError } from "../../scripts/report.ts";
import type { Report } from "../../scripts/report.ts";
import { asRoot } from "../../scripts/root.ts";

/** The programs of a Prometheus. */
export type Prometheus = { prometheus: string; promtool: string };

/**
 * A real Prometheus: the machine's own, else that of Debian's package, unpacked in the cache and not installed.
 *
 * @throws UserError `PROMETHEUS_MISSING` when the package cannot be had.
 */
export async function ensurePrometheus(report: Report): Promise<Prometheus> {
  const names = ["prometheus", "promtool"] as const;
  const installed = await Promise.all(names.map((name) => isInstalled(name)));
  if (installed.every(Boolean)) return { prometheus: "prometheus", promtool: "promtool" };
  const target = join(cacheDirectory("prometheus"), contentHash(["test/suites/prometheus.ts"]));
  const programs = {
    prometheus: join(target, "usr/bin/prometheus"),
    promtool: join(target, "usr/bin/promtool"),
  };
  if (Object.values(programs).every((file) => existsSync(file))) return programs;
  await step(report, "Fetching Debian's package prometheus", () => unpack(target));
  return programs;
}

/** Unpacks beside the target and then renames: whoever comes at the same moment sees all of it or nothing. */
async function unpack(target: string): Promise<void> {
  const folder = `${target}.${process.pid}`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { mode: 0o755 });
  try {
    await download(folder);
    const [archive = ""] = globSync(join(folder, "*.deb"));
    const unpacked = await execa("dpkg-deb", ["--extract", archive, folder], { reject: false });
    if (unpacked.failed) throw missing(unpacked.stderr);
    rmSync(archive);
    if (!existsSync(target)) renameSync(folder, target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function download(folder: string): Promise<void> {
  const fetch = () => execa("apt-get", ["download", "prometheus"], { cwd: folder, reject: false });
  if (!(await fetch()).failed) return;
  await asRoot("apt-get", ["update", "-q"], { reject: false });
  const second = await fetch();
  if (second.failed) throw missing(second.stderr);
}

function missing(reason: unknown): UserError {
  const fix = "Install prometheus with its promtool, so that both are on PATH, and try again.";
  return new UserError(
    "PROMETHEUS_MISSING",
    `The tests need Prometheus. ${fix}\n${String(reason).slice(-400)}`,
  );
}
