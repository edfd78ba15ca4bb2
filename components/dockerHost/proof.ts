import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { Certificate } from "../certificateAuthority/index.ts";
import type { SshConnection } from "../ssh/connection.ts";
import { hostScript } from "../ssh/script.ts";
import type { Configured } from "./configure.ts";
import type { Observer } from "./observe.ts";

/**
 * Proves a dockerd's TLS listener by a call from this machine with a real client certificate. A change that cannot be
 * proven is taken back on the server, and `up` fails with DOCKER_TLS_PROOF_FAILED.
 *
 * @returns The Engine's version, known once the proof has succeeded.
 */
export function proveTls(
  args: {
    ssh: SshConnection;
    port: number;
    client: Certificate;
    observer: Observer;
    configured: Configured;
  },
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const { ssh, port, client, observer, configured } = args;
  const call = pulumi
    .all([client.ca, client.certificate, client.privateKey, configured.command.id, configured.digest])
    .apply(([ca, certificate, privateKey]) =>
      observer
        .versionOverTls({ name: ssh.name, address: ssh.address, port, ca, certificate, privateKey })
        .then(
          (version) => ({ version, problem: "" }),
          (error: unknown) => ({ version: "", problem: (error as Error).message }),
        ),
    );
  const proof = hostScript(
    `${ssh.name}-proof`,
    {
      ssh,
      create: join(import.meta.dirname, "prove.sh"),
      library: join(import.meta.dirname, "library.sh"),
      variables: {
        host: ssh.name,
        problem: call.apply(({ problem }) => problem),
        // A new configuration is proven anew.
        configuration: configured.digest,
      },
    },
    { ...opts, dependsOn: [configured.command] },
  );
  return pulumi
    .all([call, proof.id])
    .apply(([{ version }]) => (version === "" ? (pulumi.unknown as unknown as string) : version));
}
