import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Docker from "dockerode";
import { ProvisioningError } from "../errors.ts";
import { readFirewall, type FirewallFacts } from "../hostFirewall/facts.ts";
import { runOverSsh, type SshTarget } from "../ssh/run.ts";
import { isUnreachable } from "../ssh/preview.ts";
import { rootShell, shellProgram } from "../ssh/script.ts";
import { engineRequest } from "./engineRequest.ts";
import { parseFacts, type DockerdFacts } from "./facts.ts";

/** A dockerd that is dialled with a client certificate. */
export interface TlsTarget {
  name: string;
  address: string;
  port: number;
  ca: string;
  certificate: string;
  privateKey: string;
}

/**
 * What a DockerHost looks at. Looking happens in the program, afresh at every `preview` and `up`; changing is left to
 * resources. Tests put their own in.
 */
export interface Observer {
  /**
   * dockerd's configuration as it is and as it was before us.
   *
   * @param port The port that is to be opened: who listens there now?
   */
  readDockerd(ssh: SshTarget, port?: number): Promise<DockerdFacts>;
  /** The Engine's version, asked over mutual TLS: the proof that the certificates are in force. An Error says what is wrong. */
  versionOverTls(target: TlsTarget): Promise<string>;
  /** The Engine's version, asked as the launcher will: over SSH, with a key that can do nothing else. */
  versionOverSsh(ssh: SshTarget): Promise<string>;
  /** The number of the group that may use the Docker socket. */
  socketGroup(ssh: SshTarget): Promise<string>;
  /** The server's firewall, as far as it is ours. */
  readFirewall(ssh: SshTarget): Promise<FirewallFacts>;
}

export const observer: Observer = {
  readFirewall,

  async readDockerd(ssh, port) {
    const create = join(import.meta.dirname, "read.sh");
    const stdin = shellProgram({ create, variables: { port: port ? String(port) : "" }, input: "" });
    const asked = Date.now();
    const { stdout, stderr, code } = await runOverSsh(ssh, rootShell(ssh.user, "create"), { stdin });
    const facts = code === 0 ? parseFacts(stdout, [asked, Date.now()]) : undefined;
    if (facts) return facts;
    throw new ProvisioningError(
      "DOCKERD_UNIT_MISSING",
      `host ${ssh.name}: systemd has no docker.service to configure${stderr ? ` (${stderr.trim()})` : ""}; one that it made ` +
        "of /etc/init.d/docker is none. Install Docker Engine from the distribution's or from Docker's packages; a rootless or snap dockerd is not supported.",
    );
  },

  async versionOverTls(target) {
    const { address: host, port, ca, certificate: cert, privateKey: key } = target;
    const docker = new Docker({ protocol: "https", host, port, ca, cert, key, timeout: 5_000 });
    return await patiently(
      async () => (await docker.version()).Version,
      (error) =>
        new Error(
          `a TLS call with the client certificate to tcp://${host}:${port} failed: ${error.message}.`,
        ),
    );
  },

  async versionOverSsh(ssh) {
    return await patiently(
      async () => {
        const { status, body } = await engineRequest(ssh, "/version", {}, true);
        const version = status === 200 ? (JSON.parse(body) as { Version?: string }).Version : undefined;
        if (version === undefined) throw new Error(body.trim() || "the answer holds no version");
        return version;
      },
      (error) =>
        new ProvisioningError(
          "DOCKER_SSH_PROOF_FAILED",
          `host ${ssh.name}: asking dockerd over SSH as ${ssh.user} with the launcher's key failed: ${error.message}. The user ` +
            `must be allowed to use Docker (usermod -aG docker ${ssh.user}).`,
        ),
    );
  },

  async socketGroup(ssh) {
    const { stdout } = await runOverSsh(ssh, "stat -c %g /var/run/docker.sock");
    return stdout.trim();
  },
};

/** A dockerd that was restarted a moment ago may need one: five attempts, one second apart. */
async function patiently(attempt: () => Promise<string>, failure: (error: Error) => Error): Promise<string> {
  for (let left = 4; ; left--) {
    try {
      return await attempt();
    } catch (error) {
      // Nobody answers at all: that is said as it is, and a preview may go on without the server.
      if (isUnreachable(error)) throw error;
      if (left === 0) throw failure(error as Error);
      await sleep(1_000);
    }
  }
}
