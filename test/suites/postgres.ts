import { globSync } from "node:fs";
import { installPackages, isInstalled } from "../../scripts/packages.ts";
import type { Report } from "../../scripts/report.ts";
import { asRoot } from "../../scripts/root.ts";

const settings = "/etc/postgresql-common/createcluster.conf";

/** Postgres's programs, with which tests start a server of their own; installed where they are missing. */
export async function ensurePostgres(report: Report): Promise<void> {
  if (globSync("/usr/lib/postgresql/*/bin/postgres").length > 0 || (await isInstalled("postgres"))) return;
  // Debian's package would make a cluster and start it on port 5432; nobody asked for one.
  const prevent = `mkdir -p "$(dirname ${settings})" && { [ -e ${settings} ] || echo 'create_main_cluster = false' >${settings}; }`;
  await asRoot("sh", ["-c", prevent], { reject: false });
  await installPackages(report, ["postgresql"], "POSTGRES_MISSING", "Postgres");
}
