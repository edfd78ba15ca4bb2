import * as pulumi from "@pulumi/pulumi";
import type { Certificate } from "../certificateAuthority/index.ts";
import { HostDirectory } from "../hostDirectory/index.ts";
import type { LauncherConfig } from "../launcherConfig/index.ts";
import { knownHostsLine } from "../launcherConfig/hosts.ts";
import type { SshConnection } from "../ssh/connection.ts";
import { onHost, owner } from "./paths.ts";

/** What the launcher needs to reach the hosts. */
export interface LauncherCredentials {
  /** For hosts with `access: tls`. */
  client?: Certificate;
  /** For hosts with `access: ssh`: the launcher's own key for each. */
  ssh: { ssh: SshConnection; privateKey: pulumi.Output<string> }[];
}

/** DAGSTER_HOME on the control plane's host. The launcher's socket will lie in it, so Dagster's user may write there. */
export function homeDirectory(
  ssh: SshConnection,
  config: LauncherConfig,
  adminCode: string,
  parent: pulumi.Resource,
): HostDirectory {
  return new HostDirectory(
    "control-plane-home",
    {
      ssh,
      directory: onHost.home,
      owner,
      files: {
        "dagster.yaml": config.dagsterYaml,
        "workspace.yaml": config.workspaceYaml,
        "admin.py": adminCode,
      },
    },
    { parent },
  );
}

/** Dagster's local artifacts: shared by the control plane's containers, so that the webserver can show them. */
export function artifactsDirectory(ssh: SshConnection, parent: pulumi.Resource): HostDirectory {
  return new HostDirectory(
    "control-plane-artifacts",
    { ssh, directory: onHost.artifacts, owner, files: {} },
    { parent },
  );
}

/** The launcher's certificates, keys and known host keys; no other container has them mounted. */
export function credentialsDirectory(
  ssh: SshConnection,
  credentials: LauncherCredentials,
  parent: pulumi.Resource,
): HostDirectory {
  const { client } = credentials;
  const keys = credentials.ssh.map(({ ssh, privateKey }) => [`ssh/${ssh.name}`, privateKey] as const);
  const known = credentials.ssh.map(({ ssh: { address, port, hostKey } }) =>
    hostKey === undefined ? "" : knownHostsLine(address, port, hostKey),
  );
  return new HostDirectory(
    "control-plane-launcher",
    {
      ssh,
      directory: onHost.credentials,
      owner,
      files: {
        ...(client
          ? {
              "tls/ca.pem": client.ca,
              "tls/client-cert.pem": client.certificate,
              "tls/client-key.pem": client.privateKey,
            }
          : {}),
        ...Object.fromEntries(keys),
        ...(known.length > 0 ? { "ssh/known_hosts": known.join("") } : {}),
      },
    },
    { parent },
  );
}
