import { installPackages, isInstalled } from "../../scripts/packages.ts";
import type { Report } from "../../scripts/report.ts";

/** OpenSSH's server, which some tests start on loopback ports of their own; installed where it is missing. */
export async function ensureSshServer(report: Report): Promise<void> {
  if ((await isInstalled("sshd")) && (await isInstalled("ssh-keygen"))) return;
  await installPackages(report, ["openssh-server"], "SSH_SERVER_MISSING", "the OpenSSH server");
}
