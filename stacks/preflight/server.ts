import { ProvisioningError } from "../../components/index.ts";
import { runOverSsh, type SshTarget } from "../../components/ssh/run.ts";
import type { FleetHost } from "../fleet/schema.ts";
import { checkInstallable } from "./installable.ts";

/** What a server says about itself when it is looked at. */
export interface ServerFacts {
  /** The Docker Engine's version; undefined where there is none, be it that none is wanted or that it can be installed. */
  docker?: string;
  /** The file system on which images, containers and logs lie; undefined when the server does not tell. */
  disk?: { path: string; usedPercent: number; freeKib: number };
}

/**
 * Checks that a server lets us in, lets us become root, runs systemd and, where it is to run containers, Docker Engine.
 *
 * @throws ProvisioningError naming the server and the mend.
 */
export async function checkServer(ssh: SshTarget, host: FleetHost): Promise<ServerFacts> {
  const { name } = host;
  const { code, stdout, stderr } = await runOverSsh(ssh, look(ssh, host));
  if (code === 0) return parseFacts(stdout);
  if (code === 91) {
    throw new ProvisioningError(
      "SUDO_REFUSED",
      `host ${name}: ${ssh.user} may not use sudo without a password. Allow it (echo '${ssh.user} ALL=(ALL) NOPASSWD: ALL' > ` +
        `/etc/sudoers.d/${ssh.user}), or set ssh.user to root.`,
    );
  }
  if (code === 92) {
    throw new ProvisioningError(
      "SYSTEMD_MISSING",
      `host ${name}: systemd is not running there. dockerd and bare code locations are managed through it; use a server with systemd.`,
    );
  }
  if (code === 93 && host.docker.install) {
    await checkInstallable(ssh);
    return {};
  }
  if (code === 93) {
    throw new ProvisioningError(
      "DOCKER_MISSING",
      `host ${name}: Docker Engine is not installed. Set docker.install of ${name} to true, install it yourself (Debian, Ubuntu: ` +
        'apt-get install docker.io), or set access to "none" for a host that runs no containers.',
    );
  }
  const permission = /permission denied/i.test(stderr);
  throw new ProvisioningError(
    permission ? "DOCKER_NOT_PERMITTED" : "DOCKER_NOT_RUNNING",
    `host ${name}: ${stderr.trim()}. ` +
      (permission
        ? `Let ${ssh.user} use Docker: usermod -aG docker ${ssh.user}.`
        : "Start dockerd (systemctl start docker) and see journalctl -u docker."),
  );
}

/** One command for all of it; each end has a meaning of its own. */
function look(ssh: SshTarget, host: FleetHost): string {
  const steps = [
    ssh.user === "root" ? "true" : "sudo -n true || exit 91",
    "[ -d /run/systemd/system ] || exit 92",
  ];
  if (host.access === "none") steps.push("directory=/");
  else {
    steps.push("command -v docker >/dev/null || exit 93");
    steps.push(
      "version=$(docker version --format '{{.Server.Version}}') || exit 94",
      'echo "docker $version"',
    );
    steps.push("directory=$(docker info --format '{{.DockerRootDir}}')");
  }
  // A disk that cannot be asked is nobody's error.
  steps.push('{ df -Pk "$directory" 2>/dev/null | tail -n 1; true; }');
  return steps.join("; ");
}

/** What {@link look} printed: `docker VERSION`, and the line of `df -Pk`. */
export function parseFacts(stdout: string): ServerFacts {
  const docker = /^docker (\S+)$/m.exec(stdout)?.[1];
  const [, free, used, path] = /^\S+ +\d+ +\d+ +(\d+) +(\d+)% +(\/.*)$/m.exec(stdout) ?? [];
  return {
    ...(docker === undefined ? {} : { docker }),
    ...(path === undefined ? {} : { disk: { path, usedPercent: Number(used), freeKib: Number(free) } }),
  };
}
