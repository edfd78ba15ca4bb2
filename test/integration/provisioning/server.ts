import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { SshConnection } from "../../../components/index.ts";
import { startSshd, type Sshd } from "../engine/sshd.ts";

/** A server that a DockerHost can be provisioned on: a real sshd, and a docker.service that keeps to a directory. */
export interface ProvisionedServer {
  ssh: SshConnection;
  sshd: Sshd;
  /** Text of its daemon.json, or what it is replaced by. */
  daemonJson: { read(): string; write(text: string): void };
  /** Puts a firewall before the Docker port, or takes it away, at the next start of dockerd. */
  firewall(on: boolean): void;
  /** How often dockerd was started. */
  restarts(): number;
  stop(): void;
}

export async function startServer(daemonJson: string): Promise<ProvisionedServer> {
  const root = mkdtempSync(join(tmpdir(), "multihost-server-"));
  const fake = join(root, "fake");
  for (const path of ["etc/docker", "etc/systemd/system", "var/lib", "fake"]) {
    mkdirSync(join(root, path), { recursive: true });
  }
  const file = join(root, "etc/docker/daemon.json");
  writeFileSync(file, daemonJson);
  writeFileSync(join(fake, "live-restore"), "false");
  // As if it had been running before: some process that lives.
  writeFileSync(join(fake, "pid"), "1");
  writeFileSync(join(fake, "calls"), "");
  const programs = [
    join(import.meta.dirname, "server"),
    dirname(process.execPath),
    "/usr/sbin:/usr/bin:/sbin:/bin",
  ];
  const sshd = await startSshd({ PATH: programs.join(":"), DAGSTER_MULTIHOST_ROOT: root, FAKE: fake });
  const { host, port, user, privateKey, hostKey } = sshd.connection;
  return {
    sshd,
    ssh: {
      name: "host-b",
      address: host,
      port,
      user,
      privateKey,
      privateKeyFile: "unused",
      hostKey: hostKey.trim(),
    },
    daemonJson: {
      read: () => readFileSync(file, "utf8"),
      write: (text) => writeFileSync(file, text),
    },
    firewall: (on) =>
      on ? writeFileSync(join(fake, "firewall"), "") : rmSync(join(fake, "firewall"), { force: true }),
    restarts: () =>
      readFileSync(join(fake, "calls"), "utf8")
        .split("\n")
        .filter((call) => call === "restart").length,
    stop() {
      const pid = Number(readFileSync(join(fake, "pid"), "utf8"));
      if (pid > 1) process.kill(pid);
      rmSync(root, { recursive: true });
    },
  };
}
