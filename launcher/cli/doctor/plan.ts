import type { HostConfig, LauncherConfig } from "../../config/index.ts";
import { jobOf } from "./check.ts";
import type { Check, CheckName, Job } from "./check.ts";
import { clock } from "./checks/clock.ts";
import { configuration } from "./checks/configuration.ts";
import { dagster } from "./checks/dagster.ts";
import { disk } from "./checks/disk.ts";
import { docker } from "./checks/docker.ts";
import { dockerd } from "./checks/dockerd.ts";
import { exposure } from "./checks/exposure.ts";
import { grpc } from "./checks/grpc.ts";
import { image } from "./checks/image.ts";
import { launcher } from "./checks/launcher.ts";
import { networks } from "./checks/networks.ts";
import { postgres } from "./checks/postgres.ts";
import { ssh } from "./checks/ssh.ts";
import { tls } from "./checks/tls.ts";
import type { DoctorDeployment } from "./deployment.ts";
import { openHost } from "./hosts/context.ts";
import type { HostContext } from "./hosts/context.ts";

/** The jobs about one host, or about the control plane. */
export type Side = {
  /** `host_name`; null for the control plane. */
  host: string | null;
  /** What is asked of the host before all else: when it fails, `engine` cannot be asked. */
  first: Job[];
  /** What needs the host's Docker Engine. */
  engine: Job[];
  close: () => Promise<void>;
};

/** Which checks are made. */
export type Wanted = (name: CheckName) => boolean;

/** What is to be checked on the control plane; `config` is undefined when dagster.yaml is not valid. */
export function controlPlaneSide(
  deployment: DoctorDeployment,
  locations: readonly string[],
  wanted: Wanted,
): Side {
  const job = (check: Check<DoctorDeployment>, location: string | null = null): Job =>
    jobOf(check, { side: "control_plane", host: null, location }, deployment);
  const all = [
    ...[configuration, launcher].map((check) => job(check)),
    ...locations.map((location) => job(grpc(location), location)),
  ];
  const first = all.filter(({ name }) => wanted(name));
  return { host: null, first, engine: [], close: () => Promise.resolve() };
}

/** What is to be checked on a host. */
export function hostSide(
  deployment: DoctorDeployment,
  config: LauncherConfig,
  host: HostConfig,
  wanted: Wanted,
): Side {
  const context = openHost(deployment, config, host);
  const job = (check: Check<HostContext>, location: string | null = null): Job =>
    jobOf(check, { side: "host", host: host.host_name, location }, context);
  const engine = [
    ...[clock, dockerd, networks, disk].map((check) => job(check)),
    ...host.location_names.flatMap((location) =>
      [image(location), dagster(location), postgres(location)].map((check) => job(check, location)),
    ),
  ].filter(({ name }) => wanted(name));
  // Without it nobody knows whether the others can be made.
  const ask = wanted("docker") || engine.length > 0 ? [job(docker)] : [];
  return {
    host: host.host_name,
    first: [...ask, ...[ssh, tls, exposure].map((check) => job(check)).filter(({ name }) => wanted(name))],
    engine,
    close: async () => {
      await context.settled();
      context.close();
    },
  };
}
