import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import type { SshConnection } from "../ssh/connection.ts";
import { hostScript } from "../ssh/script.ts";

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
  const line = key.publicKeyOpenssh.apply(
    (publicKey) => `restrict,command="docker system dial-stdio" ${publicKey.trim()} ${comment}`,
  );
  const authorized = hostScript(
    `${ssh.name}-launcher-ssh`,
    {
      ssh,
      create: join(import.meta.dirname, "authorize.sh"),
      delete: join(import.meta.dirname, "unauthorize.sh"),
      variables: { user: ssh.user, comment, line },
    },
    opts,
  );
  return {
    privateKey: pulumi.secret(
      pulumi.all([key.privateKeyOpenssh, authorized.id]).apply(([privateKey]) => privateKey),
    ),
  };
}
