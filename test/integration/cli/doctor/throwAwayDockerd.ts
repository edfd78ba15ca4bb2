import { execa } from "execa";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ensureDocker } from "../../../../lab/docker/ensure.ts";
import { administratorPath } from "../../../../scripts/packages.ts";
import { asRoot, rootCommand } from "../../../../scripts/root.ts";

/** A real dockerd that no other test has, in a network of its own: it touches neither bridges nor firewall of this machine. */
export type ThrowAwayDockerd = { socketPath: string; stop: () => Promise<void> };

/**
 * Starts one and waits until it answers.
 *
 * @param daemonJson Its options, in the names of daemon.json.
 * @param listeners Where it listens besides a Unix socket.
 */
export async function startDockerd(daemonJson: object, listeners: string[] = []): Promise<ThrowAwayDockerd> {
  // The programs of an engine are there once one was made ready.
  await ensureDocker(() => undefined);
  const folder = mkdtempSync(join(tmpdir(), "dockerd-"));
  const at = (name: string): string => join(folder, name);
  writeFileSync(at("daemon.json"), JSON.stringify(daemonJson));
  const hosts = [`unix://${at("docker.sock")}`, ...listeners].flatMap((host) => ["--host", host]);
  const dockerd = [
    ...["dockerd", "--config-file", at("daemon.json"), "--pidfile", at("pid"), ...hosts],
    ...["--data-root", at("data"), "--exec-root", at("run"), "--group", String(process.getgid?.() ?? 0)],
  ];
  const [file, ...rest] = rootCommand("unshare", [
    ...["--net", "sh", "-c", `ip link set lo up; exec "$@" >"$0" 2>&1`, at("log"), ...dockerd],
  ]);
  const process_ = execa(file, rest, { env: { PATH: administratorPath() }, reject: false });
  const stop = async (): Promise<void> => {
    const pid = read(at("pid"));
    if (pid !== "") await asRoot("kill", ["-TERM", pid], { reject: false });
    await process_;
    // dockerd leaves a mount behind.
    await asRoot("umount", [join(at("run"), "netns/default")], { reject: false });
    await asRoot("rm", ["-rf", "--one-file-system", folder]);
  };
  const socketPath = at("docker.sock");
  for (let tried = 0; tried < 300; tried++) {
    const { failed } = await execa("docker", ["--host", `unix://${socketPath}`, "version"], {
      reject: false,
    });
    if (!failed) return { socketPath, stop };
    await sleep(100);
  }
  const log = read(at("log"));
  await stop();
  throw new Error(`dockerd does not answer: ${log}`);
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return "";
  }
}
