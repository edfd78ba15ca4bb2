import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { cacheDirectory, checkout, contentHash } from "../scripts/cache.ts";
import type { Report } from "../scripts/report.ts";
import { buildEngine } from "./build.ts";
import { findInstalled } from "./installed.ts";
import { withLock } from "./lock.ts";
import { buildPlan } from "./plan.ts";
import { goSources } from "./sources.ts";
import { versions } from "./versions.ts";

/** A Pulumi engine that is ready to run the program. */
export interface Engine {
  /** For `pulumiCommand` of the Automation API. */
  command: PulumiCommand;
  /** The folder that contains `bin/pulumi`. */
  root: string;
  /** What a process that runs the engine needs in its environment, for `envVars` of the Automation API. */
  environment: Record<string, string>;
  origin: "installed" | "built";
}

/**
 * Finds an engine, or builds one.
 *
 * A `pulumi` on the PATH whose version is supported is used as it is, with its own plugins. Else the CLI, the Node
 * language host and the plugins are built from Go modules, once for each content of engine/: about 12 minutes with
 * nothing in Go's caches, seconds with everything there. Two processes do not build at the same time.
 *
 * @param report Gets a line for each step, and every ten seconds while a step lasts.
 * @throws UserError `GO_MISSING` when there is no Go and none can be installed, `ENGINE_BUILD_FAILED` when Go fails.
 *
 * @example
 * const engine = await ensureEngine(console.error);
 * const stack = await LocalWorkspace.createOrSelectStack(program, {
 *   pulumiCommand: engine.command,
 *   envVars: engine.environment,
 * });
 */
export async function ensureEngine(report: Report): Promise<Engine> {
  const cache = cacheDirectory("engine");
  const installed = await findInstalled(cache, report);
  if (installed !== undefined) {
    const root = dirname(dirname(installed));
    return { command: await PulumiCommand.get(), root, environment: {}, origin: "installed" };
  }
  const plan = buildPlan(versions());
  const root = join(cache, contentHash(goSources(), JSON.stringify(plan), process.platform, process.arch));
  // The folder appears when everything is in it.
  if (!existsSync(root)) {
    await withLock(`${root}.lock`, report, async () => {
      if (!existsSync(root)) await buildEngine(plan, root, report);
    });
  }
  return {
    command: await PulumiCommand.get({ root }),
    root,
    environment: environment(root),
    origin: "built",
  };
}

function environment(root: string): Record<string, string> {
  return {
    PULUMI_HOME: join(root, "home"),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PATH: [join(root, "bin"), join(checkout, "node_modules/.bin"), process.env["PATH"]].join(delimiter),
  };
}
