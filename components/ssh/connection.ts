import type { types } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";

/** How a server is reached over SSH. */
export interface SshConnection {
  /** The fleet's name of the server; used in resource names and messages. */
  name: string;
  /** Host name or IP address to dial. */
  address: string;
  /** TCP port of sshd. */
  port: number;
  /** A user who is root, or who may `sudo` without a password. */
  user: string;
  /** The private key in PEM or OpenSSH form. It is kept as a Pulumi secret. */
  privateKey: pulumi.Input<string>;
  /** The file that holds the private key; the docker provider's `ssh` reads it itself. */
  privateKeyFile: string;
  /** The server's public host key, `TYPE BASE64`. Left out, any host key is taken, which is not safe. */
  hostKey?: string;
  /** The server is lost for good: nothing contacts it, and what is declared on it can leave the state without a call. Default false. */
  gone?: boolean;
}

/** The `connection` of a `remote.Command` on that server. An unreachable server is given up after three attempts. */
export function commandConnection(ssh: SshConnection): types.input.remote.ConnectionArgs {
  return {
    host: ssh.address,
    port: ssh.port,
    user: ssh.user,
    privateKey: pulumi.secret(ssh.privateKey),
    ...(ssh.hostKey === undefined ? {} : { hostKey: ssh.hostKey }),
    dialErrorLimit: 3,
    perDialTimeout: 10,
  };
}

/**
 * Options for OpenSSH's `ssh`, as the docker provider starts it: this key and this host key, and nothing that the user
 * keeps in `~/.ssh`.
 *
 * The host key is handed over by `KnownHostsCommand` (ssh_config(5)), so that no file has to be written for it.
 */
export function opensshOptions(ssh: SshConnection): string[] {
  const pairs = [
    "IdentitiesOnly=yes",
    "BatchMode=yes",
    "ConnectTimeout=10",
    "UserKnownHostsFile=/dev/null",
    "GlobalKnownHostsFile=/dev/null",
    ...(ssh.hostKey === undefined
      ? ["StrictHostKeyChecking=no"]
      : ["StrictHostKeyChecking=yes", `KnownHostsCommand=/bin/echo %H ${bareKey(ssh.hostKey)}`]),
  ];
  return ["-F", "none", "-i", ssh.privateKeyFile, ...pairs.flatMap((pair) => ["-o", pair])];
}

/** The type and the key of a public key line, without its comment. */
export function bareKey(line: string): string {
  return line.trim().split(/\s+/).slice(0, 2).join(" ");
}
