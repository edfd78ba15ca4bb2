import { spawn } from "node:child_process";
import { existsSync, openSync, readFileSync, closeSync } from "node:fs";
import { basename, join } from "node:path";
import { UserError } from "../../scripts/report.ts";
import type { Report } from "../../scripts/report.ts";
import { step } from "../../scripts/progress.ts";
import { waitFor } from "../waitFor.ts";
import { asRoot, rootCommand } from "../../scripts/root.ts";
import { ask } from "./engine.ts";
import { daemonFiles } from "./files.ts";
import type { DaemonFiles } from "./files.ts";
import { administratorPath } from "../../scripts/packages.ts";

/** The address of the daemon that we started by hand, or undefined when it is not running. */
export function runningDaemon(files = daemonFiles()): string | undefined {
  return runs(files.pidFile, "dockerd") ? `unix://${files.socket}` : undefined;
}

/**
 * Starts a Docker daemon by hand, detached from this process, and waits until it answers.
 *
 * Survives what a hard stop of the machine leaves behind: stale pid files, sockets and run-time state.
 *
 * @throws UserError `DOCKER_START_FAILED` with the last lines of its log.
 */
export async function startDaemon(report: Report, files = daemonFiles()): Promise<string> {
  const host = `unix://${files.socket}`;
  await step(report, "Starting dockerd", async () => {
    let hasEnded = () => false;
    if (!runs(files.pidFile, "dockerd")) {
      await removeStale(files);
      hasEnded = launch(files);
    }
    const outcome = await waitFor(60, async () => {
      if ((await ask(host)) === "answers") return "answers";
      return hasEnded() ? "ended" : undefined;
    });
    if (outcome !== "answers") throw startFailed(files);
  });
  return host;
}

/** Stops the daemon that we started by hand, if it runs, and waits for its end; other daemons are left alone. */
export async function stopDocker(files = daemonFiles()): Promise<boolean> {
  if (!runs(files.pidFile, "dockerd")) return false;
  await asRoot("kill", ["-TERM", readPid(files.pidFile)]);
  const gone = await waitFor(60, () => (runs(files.pidFile, "dockerd") ? undefined : true));
  if (gone === undefined) {
    throw new UserError("DOCKER_STOP_FAILED", `dockerd does not end within 60 s. See its log: ${files.log}`);
  }
  // dockerd leaves a mount behind, for whose sake the cache could not be deleted.
  await asRoot("umount", [join(files.execRoot, "netns/default")], { reject: false });
  return true;
}

/** The arguments of the daemon. */
export function daemonArguments(files: DaemonFiles, groupId: number): string[] {
  return [
    ...["--host", `unix://${files.socket}`, "--group", String(groupId), "--pidfile", files.pidFile],
    ...["--data-root", files.dataRoot, "--exec-root", files.execRoot],
    // Far from the lab's 10.77.0.0/16.
    ...["--bip", "172.30.255.1/24", "--default-address-pool", "base=172.30.0.0/17,size=24"],
  ];
}

/** Starts the daemon; what it returns tells whether the process is over. */
function launch(files: DaemonFiles): () => boolean {
  const [file, ...rest] = rootCommand("dockerd", daemonArguments(files, process.getgid?.() ?? 0));
  const log = openSync(files.log, "w", 0o600);
  const env = { ...process.env, PATH: administratorPath() };
  const child = spawn(file, rest, { detached: true, stdio: ["ignore", log, log], env });
  let ended = false;
  child.on("exit", () => (ended = true));
  child.on("error", () => (ended = true));
  child.unref();
  closeSync(log);
  return () => ended;
}

async function removeStale(files: DaemonFiles): Promise<void> {
  await asRoot("rm", ["-f", files.pidFile, files.socket]);
  // A containerd that outlived its dockerd holds running containers and is used again.
  if (runs(join(files.execRoot, "containerd", "containerd.pid"), "containerd")) return;
  await asRoot("rm", ["-rf", "--one-file-system", files.execRoot], { reject: false });
}

/**
 * Whether the process of a pid file is alive and is that program: after a reset its number may belong to another one, and what
 * was killed may still be in the process table (then it has no command line).
 */
function runs(pidFile: string, program: string): boolean {
  try {
    const [executable = ""] = readFileSync(`/proc/${readPid(pidFile)}/cmdline`, "utf8").split("\0");
    return basename(executable) === program;
  } catch {
    return false;
  }
}

function readPid(pidFile: string): string {
  return readFileSync(pidFile, "utf8").trim();
}

function startFailed(files: DaemonFiles): UserError {
  const lines = existsSync(files.log) ? readFileSync(files.log, "utf8").trim().split("\n").slice(-15) : [];
  return new UserError(
    "DOCKER_START_FAILED",
    `dockerd does not come up. Start Docker Engine yourself, or mend what its log says (${files.log}); its last lines:\n${lines.join("\n")}`,
  );
}
