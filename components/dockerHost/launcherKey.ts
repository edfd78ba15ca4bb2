import { join } from "node:path";
import { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { commandConnection, type SshConnection } from "../ssh/connection.ts";
import { rootScript } from "../ssh/script.ts";

/** A key that lets the launcher speak to one host's dockerd over SSH. */
export interface LauncherKey {
  /** OpenSSH form, a Pulumi secret; known once the host lets it in. */
  privateKey: pulumi.Output<string>;
}

/**
 * Makes an SSH key for the launcher and lets it in for the host's SSH user. The key can do one thing: `docker system
 * dial-stdio`, forced by sshd (sshd(8), "AUTHORIZED_KEYS FILE FORMAT"); no shell, no forwarding. The key with which the host is provisioned
 * never leaves the machine that runs Pulumi.
 */
export function authorizeLauncher(ssh: SshConnection, opts: pulumi.CustomResourceOptions): LauncherKey {
  const key = new tls.PrivateKey(`${ssh.name}-launcher-ssh`, { algorithm: "ED25519" }, opts);
  const comment = `dagster-multihost-launcher-${pulumi.getStack()}-${ssh.name}`;
  const script = (name: string, variables: Record<string, string>): string =>
    rootScript(ssh.user, join(import.meta.dirname, name), { user: ssh.user, ...variables });
  const authorized = new remote.Command(
    `${ssh.name}-launcher-ssh`,
    {
      connection: commandConnection(ssh),
      create: key.publicKeyOpenssh.apply((publicKey) =>
        script("authorize.sh", {
          line: `restrict,command="docker system dial-stdio" ${publicKey.trim()} ${comment}`,
        }),
      ),
      delete: script("unauthorize.sh", { comment }),
      addPreviousOutputInEnv: false,
    },
    opts,
  );
  return {
    privateKey: pulumi.secret(
      pulumi.all([key.privateKeyOpenssh, authorized.stdout]).apply(([privateKey]) => privateKey),
    ),
  };
}
