import { join } from "node:path";
import { buildWheel } from "../../images/wheel/build.ts";
import { checkout } from "../../scripts/cache.ts";
import type { Report } from "../../scripts/report.ts";
import type { DockerEngine } from "../docker/engine.ts";
import { buildImage } from "./build.ts";
import { copyInto, withContext } from "./context.ts";

/** A stage of images/dagster/Dockerfile. */
export type DagsterStage = "base" | "code-location" | "control-plane";

/** Builds the image of a stage of images/dagster: Dagster alone, the example code locations, or the control plane. */
export function buildDagster(
  engine: DockerEngine,
  report: Report,
  base: string,
  target: DagsterStage,
): Promise<string> {
  const fill = async (context: string) => {
    copyInto(context, join(checkout, "images/dagster"), ".");
    for (const add of contents[target]) await add(context, report);
  };
  return withContext(fill, (context) =>
    buildImage(engine, report, {
      repository: `dagster-multihost/${target === "base" ? "dagster" : target}`,
      context,
      target,
      buildArguments: { BASE: base },
    }),
  );
}

/** Builds the Postgres image. */
export function buildPostgres(engine: DockerEngine, report: Report, base: string): Promise<string> {
  return buildImage(engine, report, {
    repository: "dagster-multihost/postgres",
    context: join(checkout, "images/postgres"),
    buildArguments: { BASE: base },
  });
}

// Only what a stage needs goes into its context, so that a change of the launcher leaves Dagster's own image alone.
const contents: Record<DagsterStage, ((context: string, report: Report) => unknown)[]> = {
  base: [],
  "code-location": [addWheel, addExample],
  // The example code as well: Docker's legacy builder goes through the stages before.
  "control-plane": [addWheel, addExample],
};

async function addWheel(context: string, report: Report): Promise<void> {
  await buildWheel(report, context);
}

function addExample(context: string): void {
  copyInto(context, join(checkout, "images/example"), "example");
}
