import { join } from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import type { SshConnection } from "../ssh/connection.ts";
import { hostScript } from "../ssh/script.ts";

/**
 * Docker Engine on a server that has none, from the distribution's own packages. It stays on destroy: others may use it by then.
 *
 * @returns Known once there is a dockerd that answers.
 */
export function installDocker(ssh: SshConnection, opts: pulumi.CustomResourceOptions): pulumi.Output<string> {
  const create = join(import.meta.dirname, "install.sh");
  return hostScript(
    `${ssh.name}-docker`,
    { ssh, create, variables: { host: ssh.name, user: ssh.user } },
    opts,
  ).id;
}
