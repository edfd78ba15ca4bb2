/** Components for a user's own Pulumi program; `stacks/` is one such program. */
export { CertificateAuthority } from "./certificateAuthority/index.ts";
export type {
  BroughtAuthority,
  Certificate,
  CertificateAuthorityArgs,
  Rotation,
} from "./certificateAuthority/index.ts";
export { CodeLocation } from "./codeLocation/index.ts";
export type { CodeLocationArgs, ContainerContext, Definitions, ImageBuild } from "./codeLocation/index.ts";
export { CodeLocationProcess } from "./codeLocationProcess/index.ts";
export type { CodeLocationProcessArgs } from "./codeLocationProcess/index.ts";
export { adminAddress, ControlPlane, ExternalPostgres, Postgres, postgresEnv } from "./controlPlane/index.ts";
export type {
  AdminSchedules,
  ControlPlaneArgs,
  ExternalPostgresArgs,
  LauncherCredentials,
  PostgresArgs,
  PostgresConnection,
  ServicesOptions,
} from "./controlPlane/index.ts";
export { DagsterNetwork } from "./dagsterNetwork/index.ts";
export type { DagsterNetworkArgs } from "./dagsterNetwork/index.ts";
export { DockerHost } from "./dockerHost/index.ts";
export type { Access, DockerHostArgs } from "./dockerHost/index.ts";
export { ProvisioningError } from "./errors.ts";
export { HostDirectory } from "./hostDirectory/index.ts";
export type { HostDirectoryArgs } from "./hostDirectory/index.ts";
export { HostFirewall } from "./hostFirewall/index.ts";
export type { FirewallFacts, FirewallPort, HostFirewallArgs } from "./hostFirewall/index.ts";
export { LauncherConfig } from "./launcherConfig/index.ts";
export type { LauncherConfigArgs } from "./launcherConfig/index.ts";
export { registryPasswordVariable } from "./launcherConfig/hosts.ts";
export type { LauncherHost } from "./launcherConfig/hosts.ts";
export type { LauncherSettings } from "./launcherConfig/launcherSettings.ts";
export type {
  RunMonitoring,
  RunQueue,
  RunRetries,
  TagConcurrencyLimit,
} from "./launcherConfig/runSettings.ts";
export type { ServiceOptions } from "./serviceOptions.ts";
export type { SshConnection } from "./ssh/connection.ts";
export type { VolumeMount } from "./volumeMount.ts";
export { withholdPayloads } from "./withholdPayloads.ts";
