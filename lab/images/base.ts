import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { checkout } from "../../scripts/cache.ts";
import type { Report } from "../../scripts/report.ts";
import type { DockerEngine } from "../docker/engine.ts";
import { buildImage } from "./build.ts";
import { copyInto, withContext } from "./context.ts";
import { debianImage } from "./debian.ts";

/** Debian 12 with the machine's extra root certificates: what every other image is built on. */
export async function baseImage(engine: DockerEngine, report: Report): Promise<string> {
  const debian = await debianImage(engine, report);
  return withContext(fill, (context) =>
    buildImage(engine, report, {
      repository: "dagster-multihost/base",
      context,
      buildArguments: { DEBIAN: debian },
    }),
  );
}

/** The root certificates that the machine's administrator added to the system's own. */
export function extraCertificates(folder = "/usr/local/share/ca-certificates"): string[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".crt"),
  );
  return names.sort().map((name) => join(folder, name));
}

function fill(context: string): void {
  copyInto(context, join(checkout, "lab/images/base/Dockerfile"), "Dockerfile");
  mkdirSync(join(context, "certificates"));
  for (const file of extraCertificates()) copyInto(context, file, join("certificates", basename(file)));
}
