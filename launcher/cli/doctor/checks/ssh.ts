import { parseDockerUrl } from "../../../config/index.ts";
import type { DockerAddress } from "../../../config/index.ts";
import type { Check } from "../check.ts";
import { failure, NotPossible, ok } from "../finding.ts";
import type { Finding } from "../finding.ts";
import type { HostContext } from "../hosts/context.ts";
import { trySsh } from "../hosts/trySsh.ts";
import type { SshAttempt } from "../hosts/trySsh.ts";

type SshAddress = Extract<DockerAddress, { kind: "ssh" }>;

/** Whether the host's SSH key is the known one, and the launcher's key is let in. */
export const ssh: Check<HostContext> = {
  name: "ssh",
  limitSeconds: 30,
  run: async ({ host, config }) => {
    const address = parseDockerUrl(host.docker_url);
    if (typeof address === "string" || address.kind !== "ssh")
      throw new NotPossible("The host is not reached over SSH.");
    return sshFindings(await trySsh(address, host.ssh, config.request_timeout_seconds * 1000), address);
  },
};

/** What an attempt to log in says. */
export function sshFindings(attempt: SshAttempt, address: SshAddress): Finding[] {
  const at = `${address.host}:${address.port}`;
  const { shown, known, error } = attempt;
  const scan = `ssh-keyscan -p ${address.port} ${address.host}`;
  if (/no matching host key/i.test(error ?? ""))
    return [
      failure(
        `The SSH server at ${at} has no host key of the type that is in the known hosts.`,
        `Add the line of '${scan}' to ssh.known_hosts_file, after comparing it with the host's own key.`,
      ),
    ];
  if (shown === undefined)
    return [
      failure(
        `No SSH server answers at ${at}: ${error ?? "no reason is known"}.`,
        "See that the host is up, sshd runs, and no firewall is between.",
      ),
    ];
  if (known === "unlisted")
    return [
      failure(
        `The SSH host key of ${at} (${shown}) is not in the known hosts.`,
        `Compare it with the host's own (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub there), then add the line of '${scan}' to ssh.known_hosts_file.`,
      ),
    ];
  if (known === "other")
    return [
      failure(
        `The SSH host key of ${at} (${shown}) is not the one in the known hosts.`,
        "Find out why it changed: somebody may pose as the host. Only then put the new key into ssh.known_hosts_file.",
      ),
    ];
  const key = ok(`The SSH host key of ${at} is the known one (${shown}).`);
  if (error === undefined) return [key, ok(`SSH lets ${address.user ?? "the user"} in.`)];
  return [
    key,
    failure(
      `SSH at ${at} does not let ${address.user ?? "the user"} in: ${error}.`,
      "Put the public key of ssh.private_key_file into authorized_keys of that user. pulumi up does it.",
    ),
  ];
}
