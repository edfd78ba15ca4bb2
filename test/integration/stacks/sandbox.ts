import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { freePort } from "../../support/freePort.ts";

/** An OpenSSH server on loopback whose root may write what it likes: this machine keeps none of it. */
export interface Sandbox {
  port: number;
  privateKeyFile: string;
  hostKey: string;
  stop(): void;
}

/** What provisioning writes to. Each is a layer over the machine's own, in a mount namespace of the server alone. */
const written = ["/etc", "/var/lib", "/root"];

/** Starts one; it needs root. */
export async function startSandbox(): Promise<Sandbox> {
  const directory = mkdtempSync(join(tmpdir(), "sandbox-"));
  const file = (name: string): string => join(directory, name);
  mkdirSync("/run/sshd", { recursive: true });
  for (const name of ["host", "client"]) {
    await execa("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", file(name)]);
  }
  await execa("cp", [file("client.pub"), file("authorized_keys")]);
  const port = await freePort();
  const options = [
    "ListenAddress=127.0.0.1",
    `AuthorizedKeysFile=${file("authorized_keys")}`,
    "PidFile=none",
    "StrictModes=no",
    "UsePAM=no",
    "PermitRootLogin=yes",
  ].flatMap((option) => ["-o", option]);
  const sshd = [
    "/usr/sbin/sshd",
    "-D",
    "-e",
    "-f",
    "/dev/null",
    "-h",
    file("host"),
    "-p",
    String(port),
    ...options,
  ];
  mkdirSync(file("layers"));
  const server = spawn("unshare", ["--mount", "sh", "-euc", layers(file("layers")), "sh", ...sshd], {
    stdio: "ignore",
  });
  await listening(port);
  return {
    port,
    privateKeyFile: file("client"),
    hostKey: readFileSync(file("host.pub"), "utf8").trim(),
    stop() {
      server.kill();
      rmSync(directory, { recursive: true });
    },
  };
}

function layers(directory: string): string {
  const mounts = written.map(
    (path, index) =>
      `mkdir ${directory}/u${index} ${directory}/w${index}; ` +
      `mount -t overlay overlay -o lowerdir=${path},upperdir=${directory}/u${index},workdir=${directory}/w${index} ${path}`,
  );
  return [`mount -t tmpfs tmpfs ${directory}`, ...mounts, 'exec "$@"'].join("; ");
}

async function listening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1");
      socket.once("connect", () => resolve(socket.destroy() === socket));
      socket.once("error", () => resolve(false));
    });
    if (open) return;
    await sleep(50);
  }
  throw new Error("the sandbox's sshd does not listen");
}
