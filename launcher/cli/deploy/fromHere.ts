import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { explain } from "../explain.ts";
import { note } from "../io.ts";
import type { Io } from "../io.ts";
import { runRemotely } from "../remote/runRemotely.ts";
import type { RemoteTarget } from "../remote/target.ts";
import { untilInterrupted } from "../untilInterrupted.ts";
import type { DeployOptions, Phase } from "./deploy.ts";
import { execute } from "./execute.ts";
import { FailedThere } from "./failedThere.ts";
import type { Step, Steps } from "./steps.ts";

/** What a deployment from another machine takes; the state file is one of the control plane's. */
export type RemoteDeployOptions = Omit<DeployOptions, "stateFile"> & {
  stateFile?: string;
  dagsterHome?: string;
  socket?: string;
  webserverUrl?: string;
};

const deployed = z.object({
  locations: z.array(z.string()),
  steps: z.array(z.object({ step: z.string(), outcome: z.enum(["done", "failed", "skipped"]) })),
});

/**
 * Deploys code locations of a control plane from this machine: check, pull and drain are done there, then the command of
 * `--exec` here, such as `pulumi up`, which may replace the launcher's container; reload, restore and cleanup there again.
 *
 * @returns The code locations that were chosen.
 * @throws LauncherError What went wrong here, or `DEPLOY_FAILED_THERE`, after what went wrong there was said.
 */
export async function deployFromHere(
  target: RemoteTarget,
  names: readonly string[],
  options: RemoteDeployOptions,
  steps: Steps,
  io: Io,
): Promise<readonly string[]> {
  const there = new ControlPlane(target, options, steps, io);
  const { phase, exec, rollback, skipCleanup } = options;
  if (phase !== undefined) return await there.deploy(phase, names);
  const chosen = await there.deploy("before", names);
  const recover = async (): Promise<void> => {
    try {
      if (rollback === undefined) {
        await there.restore();
        return;
      }
      await steps.run("rollback", "your command", () => execute(rollback, "--rollback", io));
      await there.deploy("after", chosen, ["--skip-cleanup"]);
    } catch (problem) {
      note(io, explain(problem));
      await there.restore();
    }
  };
  if (exec === undefined) steps.skip("exec");
  else {
    try {
      await steps.run("exec", "your command", () => execute(exec, "--exec", io));
    } catch (error) {
      await recover();
      throw error;
    }
  }
  try {
    return await there.deploy("after", chosen, skipCleanup ? ["--skip-cleanup"] : []);
  } catch (error) {
    // Without a rollback, the control plane has restored already what can be restored, if it came so far.
    const restored = steps.record.some(({ step }) => step === "restore");
    if (rollback !== undefined || !restored) await recover();
    throw error;
  }
}

/** The command line in the launcher's container. */
class ControlPlane {
  readonly #target: RemoteTarget;
  readonly #options: RemoteDeployOptions;
  readonly #steps: Steps;
  readonly #io: Io;

  constructor(target: RemoteTarget, options: RemoteDeployOptions, steps: Steps, io: Io) {
    this.#target = target;
    this.#options = options;
    this.#steps = steps;
    this.#io = io;
  }

  /** Does one phase there, and takes its steps over into the record. */
  async deploy(phase: Phase, names: readonly string[], more: readonly string[] = []): Promise<string[]> {
    const { timeoutSeconds, reloadSeconds, force, socket } = this.#options;
    const { code, stdout } = await this.#run([
      ...["deploy", ...names, "--yes", "--json", "--phase", phase],
      ...["--timeout", String(timeoutSeconds), "--reload-timeout", String(reloadSeconds)],
      ...(force ? ["--force"] : []),
      ...(socket === undefined ? [] : ["--socket", socket]),
      ...this.#common(),
      ...more,
    ]);
    // It says nothing where it has not come to a first step.
    const said = stdout.trim() === "" ? undefined : deployed.parse(JSON.parse(stdout));
    this.#steps.record.push(...(said?.steps ?? []));
    if (code !== 0 || said === undefined) throw new FailedThere(code);
    return said.locations;
  }

  /** Throws nothing: the error that led here is the one that counts. */
  async restore(): Promise<void> {
    let code: number | undefined;
    try {
      ({ code } = await this.#run(["restore", ...this.#common()]));
    } catch (problem) {
      note(this.#io, explain(problem));
    }
    const step: Step = { step: "restore", outcome: code === 0 ? "done" : "failed" };
    this.#steps.record.push(step);
    if (code !== 0) note(this.#io, "Schedules and sensors may still be stopped: run 'restore' later.");
  }

  #common(): string[] {
    const { stateFile, dagsterHome, webserverUrl } = this.#options;
    return [
      ...(stateFile === undefined ? [] : ["--state-file", stateFile]),
      ...(dagsterHome === undefined ? [] : ["--dagster-home", dagsterHome]),
      ...(webserverUrl === undefined ? [] : ["--webserver-url", webserverUrl]),
    ];
  }

  async #run(args: string[]): Promise<{ code: number; stdout: string }> {
    const stdout = new PassThrough();
    const all = text(stdout);
    const io = { stdout, stderr: this.#io.stderr };
    const code = await untilInterrupted((signal) => runRemotely({ ...this.#target, args }, io, signal));
    stdout.end();
    return { code, stdout: await all };
  }
}
