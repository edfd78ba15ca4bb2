import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { freePort } from "../../support/freePort.ts";

/** A real OpenSSH server on a loopback port, running as the current user. */
export interface Sshd {
  /** The `connection` input that reaches it, host key included. */
  connection: { host: string; port: number; user: string; privateKey: string; hostKey: string };
  stop(): void;
}

/**
 * Starts a server with its own host key and one authorized key.
 *
 * @param environment Variables of every session, without spaces.
 */
export async function startSshd(environment: Record<string, string> = {}): Promise<Sshd> {
  const directory = mkdtempSync(join(tmpdir(), "sshd-"));
  const file = (name: string) => join(directory, name);
  if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true });
  for (const name of ["host", "client"]) {
    await execa("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", file(name)]);
  }
  writeFileSync(file("authorized_keys"), readFileSync(file("client.pub")));
  chmodSync(file("authorized_keys"), 0o600);
  const variables = Object.entries(environment)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
  const port = await freePort();
  const server = spawn(
    "/usr/sbin/sshd",
    ["-D", "-e", "-f", "/dev/null", "-h", file("host"), "-p", String(port)].concat(
      [
        "ListenAddress=127.0.0.1",
        `AuthorizedKeysFile=${file("authorized_keys")}`,
        "PidFile=none",
        "StrictModes=no",
        "UsePAM=no",
        "PermitRootLogin=yes",
        ...(variables === "" ? [] : [`SetEnv=${variables}`]),
      ].flatMap((option) => ["-o", option]),
    ),
    { stdio: "ignore" },
  );
  await listening(port);
  return {
    connection: {
      host: "127.0.0.1",
      port,
      user: userInfo().username,
      privateKey: readFileSync(file("client"), "utf8"),
      hostKey: readFileSync(file("host.pub"), "utf8"),
    },
    stop() {
      server.kill();
      rmSync(directory, { recursive: true });
    },
  };
}

async function listening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1");
      socket.once("connect", () => {
        socket.destroy();
        resolve(true);
      });
      socket.once("error", () => resolve(false));
    });
    if (open) return;
    await sleep(50);
  }
  throw new Error("sshd does not listen");
}
