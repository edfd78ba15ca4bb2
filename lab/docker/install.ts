import { installPackages, isInstalled } from "../../scripts/packages.ts";
import type { Report } from "../../scripts/report.ts";

/**
 * Installs Docker Engine from the distribution where the `docker` command or the daemon is missing (Debian and Ubuntu).
 *
 * @throws UserError `DOCKER_MISSING` when this is another system, or when neither root nor sudo is to be had.
 */
export async function installDocker(report: Report): Promise<void> {
  if ((await isInstalled("docker")) && (await isInstalled("dockerd")) && (await isInstalled("iptables")))
    return;
  await installPackages(report, ["docker.io", "iptables"], "DOCKER_MISSING", "Docker Engine");
}
