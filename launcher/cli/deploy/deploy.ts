import { LauncherError } from "../../error.ts";
import { cleanUpRuns } from "../cleanUp.ts";
import { runsInProgress } from "../commands/drain.ts";
import { pullTasks } from "../commands/pull.ts";
import { checkLoaded } from "../commands/reload.ts";
import type { DagsterClient } from "../dagster/client.ts";
import { drainLocations } from "../drain/drain.ts";
import { reloadLocations } from "../drain/reloadAll.ts";
import { restoreDrained } from "../drain/restore.ts";
import { explain } from "../explain.ts";
import { note } from "../io.ts";
import type { Io } from "../io.ts";
import type { LauncherClient } from "../launcher/client.ts";
import { pullAll } from "../pullAll.ts";
import { execute } from "./execute.ts";
import { preflight } from "./preflight.ts";
import type { Target } from "./preflight.ts";
import type { Steps } from "./steps.ts";

/** How a deployment is done. */
export type DeployOptions = {
  stateFile: string;
  timeoutSeconds: number;
  force: boolean;
  /** A command line that restarts the code servers. */
  exec?: string;
  reloadSeconds: number;
  skipCleanup: boolean;
};

type Context = {
  launcher: LauncherClient;
  dagster: DagsterClient;
  names: readonly string[];
  options: DeployOptions;
  steps: Steps;
  io: Io;
};

/**
 * Brings a new version of code locations into service: check, pull, drain, exec, reload, restore, cleanup. When a step
 * after the drain fails, schedules and sensors are restored and the error is thrown; running it again goes on from the
 * state file.
 */
export async function deploy(context: Context): Promise<void> {
  const { launcher, dagster, names, options, steps, io } = context;
  const target = await steps.run("check", "launcher, hosts and webserver", () =>
    preflight(launcher, dagster, names),
  );
  await steps.run("pull", "the images of the code locations", () => pullOrFail(context, target));
  try {
    await change(context, target);
  } catch (error) {
    await restore(context).catch((problem: unknown) =>
      note(io, `Run 'restore --state-file ${options.stateFile}' later. ${explain(problem)}`),
    );
    throw error;
  }
  await restore(context);
  if (options.skipCleanup) steps.skip("cleanup");
  else {
    await steps.run("cleanup", "containers that ended 24 hours ago or earlier", () =>
      cleanUpRuns(launcher, dagster, { maxAgeHours: 24, dryRun: false }, io),
    );
  }
}

async function pullOrFail({ launcher, io }: Context, { hosts, locations }: Target): Promise<void> {
  const pulled = await pullAll(launcher, pullTasks(hosts, locations), io);
  const failed = pulled.flatMap(({ error }) => (error === null ? [] : [error]));
  if (failed.length === 0) return;
  const message = `Nothing was changed, because not every image could be pulled:\n${failed.join("\n")}`;
  throw new LauncherError("PREFLIGHT_UNHEALTHY", message, { retryable: true });
}

async function change({ dagster, names, options, steps, io }: Context, { locations }: Target): Promise<void> {
  const { timeoutSeconds, exec, reloadSeconds } = options;
  await steps.run("drain", "schedules, sensors and runs", async () => {
    const { unfinished } = await drainLocations(dagster, locations, { ...options, wait: true }, io);
    if (unfinished.length === 0) return;
    const ids = unfinished.map(({ run_id }) => run_id);
    throw runsInProgress(
      ids,
      timeoutSeconds,
      "Wait longer with --timeout, or give --force to terminate them.",
    );
  });
  if (exec === undefined) steps.skip("exec");
  else await steps.run("exec", "your command", () => execute(exec, io));
  await steps.run("reload", "the code locations", async () => {
    const reloaded = await reloadLocations(dagster, names, { waitSeconds: reloadSeconds }, io);
    checkLoaded(reloaded, reloadSeconds);
  });
}

function restore({ dagster, options, steps, io }: Context): Promise<void> {
  return steps.run("restore", "schedules and sensors", async () => {
    const { failed } = await restoreDrained(dagster, options.stateFile, { keep: false }, io);
    if (failed.length === 0) return;
    const list = failed.map(({ kind, name, location }) => `${kind} '${name}' of '${location}'`).join(", ");
    const message = `Not started again: ${list}. They are in ${options.stateFile}; run 'restore' when their locations load.`;
    throw new LauncherError("RESTORE_INCOMPLETE", message);
  });
}
