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

/** What comes before the restart of the code servers, up to the drain, and after it, from the reload. */
export const phases = ["before", "after"] as const;
export type Phase = (typeof phases)[number];

/** How a deployment is done. */
export type DeployOptions = {
  stateFile: string;
  timeoutSeconds: number;
  force: boolean;
  /** A command line that restarts the code servers. */
  exec?: string;
  /** A command line that brings the earlier version back, when the new one cannot be had or does not load. */
  rollback?: string;
  /** Only what comes before the restart of the code servers, or after it; all by default. */
  phase?: Phase;
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
 * after the drain fails, `rollback` is run, schedules and sensors are restored and the error is thrown; running it again
 * goes on from the state file.
 */
export async function deploy(context: Context): Promise<void> {
  const { options, steps } = context;
  if (options.phase !== "after") await before(context);
  if (options.phase === "before") return;
  if (options.exec === undefined && options.phase === undefined) steps.skip("exec");
  await orRestore(context, async () => {
    try {
      if (options.exec !== undefined) await run(context, "exec", options.exec);
      await reload(context);
    } catch (error) {
      if (options.rollback !== undefined) await rollBack(context, options.rollback);
      throw error;
    }
  });
  await restore(context);
  await cleanUp(context);
}

/** Everything that comes before the code servers are restarted. */
async function before(context: Context): Promise<void> {
  const { launcher, dagster, names, steps } = context;
  const target = await steps.run("check", "launcher, hosts and webserver", () =>
    preflight(launcher, dagster, names),
  );
  await steps.run("pull", "the images of the code locations", () => pullOrFail(context, target));
  await orRestore(context, () => drain(context, target));
}

/** Does something while schedules and sensors are stopped; when it fails, they are restored. */
async function orRestore(context: Context, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const { options, io } = context;
    await restore(context).catch((problem: unknown) =>
      note(io, `Run 'restore --state-file ${options.stateFile}' later. ${explain(problem)}`),
    );
    throw error;
  }
}

async function pullOrFail({ launcher, io }: Context, { hosts, locations }: Target): Promise<void> {
  const pulled = await pullAll(launcher, pullTasks(hosts, locations), io, { keep: true });
  const failed = pulled.flatMap(({ error }) => (error === null ? [] : [error]));
  if (failed.length === 0) return;
  const message = `Nothing was changed, because not every image could be pulled:\n${failed.join("\n")}`;
  throw new LauncherError("PREFLIGHT_UNHEALTHY", message, { retryable: true });
}

function drain({ dagster, options, steps, io }: Context, { locations }: Target): Promise<void> {
  const { timeoutSeconds } = options;
  return steps.run("drain", "schedules, sensors and runs", async () => {
    const { unfinished } = await drainLocations(dagster, locations, { ...options, wait: true }, io);
    if (unfinished.length === 0) return;
    const ids = unfinished.map(({ run_id }) => run_id);
    throw runsInProgress(
      ids,
      timeoutSeconds,
      "Wait longer with --timeout, or give --force to terminate them.",
    );
  });
}

function run({ steps, io }: Context, step: "exec" | "rollback", command: string): Promise<void> {
  return steps.run(step, "your command", () => execute(command, `--${step}`, io));
}

function reload({ dagster, names, options: { reloadSeconds }, steps, io }: Context): Promise<void> {
  return steps.run("reload", "the code locations", async () => {
    const reloaded = await reloadLocations(dagster, names, { waitSeconds: reloadSeconds }, io);
    checkLoaded(reloaded, reloadSeconds);
  });
}

/** The earlier version again. The error that led here is the one that counts; what goes wrong here is said. */
async function rollBack(context: Context, command: string): Promise<void> {
  try {
    await run(context, "rollback", command);
    await reload(context);
  } catch (error) {
    note(context.io, explain(error));
  }
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

async function cleanUp({ launcher, dagster, options, steps, io }: Context): Promise<void> {
  if (options.skipCleanup) steps.skip("cleanup");
  else {
    await steps.run("cleanup", "containers that ended 24 hours ago or earlier", () =>
      cleanUpRuns(launcher, dagster, { maxAgeHours: 24, dryRun: false }, io),
    );
  }
}
