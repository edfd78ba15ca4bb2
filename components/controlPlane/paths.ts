/** Paths inside the control plane's containers. */
export const inside = {
  /** DAGSTER_HOME: dagster.yaml, workspace.yaml, and the launcher's socket. */
  home: "/opt/dagster/home",
  workspace: "/opt/dagster/home/workspace.yaml",
  admin: "/opt/dagster/home/admin.py",
  socket: "/opt/dagster/home/multihost/launcher.sock",
  /** Certificates, keys and host keys; the launcher alone has them. */
  credentials: "/opt/dagster/launcher",
  /** Dagster's local artifacts. It lies under /var/tmp so that it can be written wherever a run is, as any user. */
  artifacts: "/var/tmp/dagster",
} as const;

/** Directories on the control plane's host. */
export const onHost = {
  home: "/var/lib/dagster-multihost/home",
  artifacts: "/var/lib/dagster-multihost/artifacts",
  credentials: "/etc/dagster-multihost/launcher",
  postgres: "/etc/dagster-multihost/postgres",
  /** The image whose schema Dagster's database has. */
  migrated: "/var/lib/dagster-multihost/migrated",
} as const;

/**
 * The user of the control plane image, `USER:GROUP`, as in images/dagster/Dockerfile. The number is beyond those that people's
 * accounts get, so that nobody on the host can read the launcher's keys by chance.
 */
export const owner = "10001:10001";
