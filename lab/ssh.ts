import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import type { Options } from "execa";
import { keyPair, labDirectory } from "./keys.ts";
import type { LabHost } from "./lab.ts";

/** Runs a command on a host of the lab over SSH, whose host key has to be the known one. No words: an interactive shell. */
export function ssh<O extends Options>(host: LabHost, words: string[], options?: O) {
  return execa("ssh", [...sshArguments(host), ...words], options);
}

/** The arguments of OpenSSH's `ssh` for a host, up to and including its destination. */
export function sshArguments(host: LabHost, user: string = host.user): string[] {
  return [
    // Nothing of the user's own configuration, and no other key than the lab's.
    ...["-F", "none", "-i", keyPair("id_ed25519").file],
    ...["IdentitiesOnly=yes", "BatchMode=yes", "ConnectTimeout=5", "LogLevel=ERROR"].flatMap((o) => [
      "-o",
      o,
    ]),
    ...["-o", `UserKnownHostsFile=${knownHostsFile(host)}`, "-o", "StrictHostKeyChecking=yes"],
    ...["-p", String(host.port), `${user}@${host.address}`],
  ];
}

function knownHostsFile(host: LabHost): string {
  const file = join(labDirectory(), `${host.name}-known-hosts`);
  const line = `${host.address} ${host.hostKey}\n`;
  // As a whole, and only when it differs: another ssh may be reading it.
  if (!existsSync(file) || readFileSync(file, "utf8") !== line) {
    writeFileSync(`${file}.new`, line, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  return file;
}
