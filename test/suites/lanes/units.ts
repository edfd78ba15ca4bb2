import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cacheDirectory, checkout } from "../../../scripts/cache.ts";
import { projects, type Project } from "../../projects.ts";
import type { Unit } from "./plan.ts";

/** A unit of tests that need a lab. */
export interface LabUnit extends Unit {
  project: Project;
  files: string[];
}

/** What a unit that was never measured is taken for. */
const guess = 60;

/**
 * The units of a project: an end-to-end file is one, since it takes long and wants servers as new; files that share a deployment
 * are one together; and so are the integration files of a folder, so that Vitest need not be started for each.
 */
export function unitsOf(project: Project): LabUnit[] {
  const files = projects[project].flatMap((pattern) => globSync(pattern, { cwd: checkout })).toSorted();
  const measured = measuredSeconds();
  return [...Map.groupBy(files, (file) => nameOf(project, file))].map(([name, files]) => {
    return { name, project, files, seconds: measured[name] ?? guess };
  });
}

function nameOf(project: Project, file: string): string {
  const path = project === "e2e" ? file.replace(/\.test\.ts$/, "") : dirname(file);
  return path.replace(/^test\//, "");
}

const committed = join(checkout, "test/suites/lanes/seconds.json");
const own = (): string => join(cacheDirectory("tests"), "seconds.json");

/** What each unit took on this machine the last time, else what it took where the file in the checkout was made. */
function measuredSeconds(): Record<string, number> {
  const files = [committed, own()].filter((file) => existsSync(file));
  return Object.assign(
    {},
    ...files.map((file) => JSON.parse(readFileSync(file, "utf8")) as object),
  ) as Record<string, number>;
}

/** Remembers what units took on this machine. */
export function remember(seconds: Record<string, number>): void {
  const known = existsSync(own()) ? (JSON.parse(readFileSync(own(), "utf8")) as Record<string, number>) : {};
  writeFileSync(own(), `${JSON.stringify({ ...known, ...seconds }, null, 2)}\n`);
}
