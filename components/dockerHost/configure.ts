import { join } from "node:path";
import type { remote } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { Certificate } from "../certificateAuthority/index.ts";
import type { SshConnection } from "../ssh/connection.ts";
import { whenReachable } from "../ssh/preview.ts";
import { hostScript } from "../ssh/script.ts";
import type { DaemonOptions } from "./daemonJson.ts";
import type { Observer } from "./observe.ts";
import { encodePlan, planDigest, planDockerd, type ServerCertificate } from "./plan.ts";
import { revision } from "./revision.ts";

/** How long a dockerd may take to answer under its new configuration, in seconds. */
const waitSeconds = 60;

export interface ConfigureArgs {
  ssh: SshConnection;
  daemonOptions: DaemonOptions;
  observer: Observer;
  /** Open the TLS listener on the host's address and this port, with this certificate. The change must then be proven. */
  tls?: { port: number; certificate: Certificate };
  /** Known once there is a dockerd. Default: there is one. */
  installed?: pulumi.Input<string>;
}

/** A dockerd under our configuration. */
export interface Configured {
  command: remote.Command;
  /** A short name for the configuration: it changes when anything in it does. */
  digest: pulumi.Output<string>;
}

/** dockerd under the merged configuration, certificates included; destroy puts the earlier one back. */
export function configureDockerd(args: ConfigureArgs, opts: pulumi.CustomResourceOptions): Configured {
  const { ssh, tls } = args;
  const wishes = {
    host: ssh.name,
    daemonOptions: args.daemonOptions,
    ...(tls ? { listen: { address: ssh.address, port: tls.port } } : {}),
  };
  const looked = pulumi.all([ssh.privateKey, args.installed ?? ""]).apply(([privateKey]) =>
    whenReachable(async () => {
      const facts = await args.observer.readDockerd({ ...ssh, privateKey }, tls?.port);
      return { plan: planDockerd(facts, wishes), revision: revision(facts, Date.now()) };
    }),
  );
  const input = tls
    ? pulumi.all([looked, encodable(tls.certificate)]).apply(([{ plan }, pem]) => encodePlan(plan, pem))
    : looked.apply(({ plan }) => encodePlan(plan));
  const name = pulumi.unsecret(looked.apply((found) => found.revision));
  const command = hostScript(
    `${ssh.name}-dockerd`,
    {
      ssh,
      create: join(import.meta.dirname, "configure.sh"),
      delete: join(import.meta.dirname, "restore.sh"),
      library: join(import.meta.dirname, "library.sh"),
      variables: {
        host: ssh.name,
        revision: name,
        wait_seconds: String(waitSeconds),
        proof: tls ? "yes" : "no",
      },
      input,
      note: name,
    },
    opts,
  );
  return { command, digest: input.apply(planDigest) };
}

function encodable({ ca, certificate, privateKey }: Certificate): pulumi.Output<ServerCertificate> {
  return pulumi
    .all([ca, certificate, privateKey])
    .apply(([ca, certificate, privateKey]) => ({ ca, certificate, privateKey }));
}
