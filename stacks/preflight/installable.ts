import { ProvisioningError } from "../../components/index.ts";
import { runOverSsh, type SshTarget } from "../../components/ssh/run.ts";

/**
 * Docker Engine is installed from the distribution's own packages: where there are some, as install.sh knows them.
 *
 * @throws ProvisioningError DOCKER_INSTALL_UNSUPPORTED, with the distribution's name.
 */
export async function checkInstallable(ssh: SshTarget): Promise<void> {
  const { code, stdout } = await runOverSsh(ssh, installableCommand());
  if (code === 0) return;
  throw new ProvisioningError(
    "DOCKER_INSTALL_UNSUPPORTED",
    `host ${ssh.name}: docker.install knows the packages of Debian, Ubuntu, Fedora and Amazon Linux 2023, not those of ` +
      `${stdout.split("\n")[0] ?? ""}. Install Docker Engine there yourself and leave docker.install out.`,
  );
}

/**
 * Prints the distribution's name, and succeeds where its own packages have Docker Engine. Relatives of RHEL have dnf but no Docker
 * Engine: what they call `docker` is Podman.
 *
 * @param osRelease Where os-release(5) is. Default: `/etc/os-release`.
 */
export function installableCommand(osRelease = "/etc/os-release"): string {
  return (
    `. ${osRelease}; echo "$PRETTY_NAME"; ` +
    'command -v apt-get || { command -v dnf && { [ "$ID" = fedora ] || [ "$ID" = amzn ]; }; }'
  );
}
