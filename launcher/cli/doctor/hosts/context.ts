import type { HostConfig, LauncherConfig } from "../../../config/index.ts";
import { DockerodeHost } from "../../../docker/dockerodeHost.ts";
import type { DockerHost } from "../../../docker/port.ts";
import { parseImage } from "../../../runs/image.ts";
import type { DoctorDeployment } from "../deployment.ts";
import { NotPossible } from "../finding.ts";
import { knownLocation } from "../known.ts";
import { once } from "../once.ts";
import { EngineInspector } from "./engine.ts";
import type { TimedInfo } from "./engine.ts";
import { probe } from "./probe.ts";
import type { ProbeAnswer } from "./probe.ts";
import { probeSpec } from "./probeSpec.ts";
import { sweep } from "./sweep.ts";

/** What a container of a code location's image finds on a host, and how the engine keeps its log. */
export type LocationProbe = ProbeAnswer & { log: { driver: string; options: Record<string, string> } };

/** What the checks of one host look at. */
export type HostContext = {
  deployment: DoctorDeployment;
  config: LauncherConfig;
  host: HostConfig;
  docker: DockerHost;
  inspector: EngineInspector;
  /** Rejects when the engine does not answer. */
  info: () => Promise<TimedInfo>;
  /** Starts a container of the location's image, once for all checks. */
  probe: (location: string) => Promise<LocationProbe>;
  /** Resolves when the containers of all probes are removed. */
  settled: () => Promise<unknown>;
  close: () => void;
};

/** Neither contacts the host nor reads a file. */
export function openHost(
  deployment: DoctorDeployment,
  config: LauncherConfig,
  host: HostConfig,
): HostContext {
  const docker = new DockerodeHost(host, config.request_timeout_seconds);
  const inspector = new EngineInspector(host, config.request_timeout_seconds);
  const swept = once(() => sweep(docker));
  const probes = new Map<string, Promise<LocationProbe>>();
  const probeOnce = (location: string): Promise<LocationProbe> => {
    const running = probes.get(location);
    if (running !== undefined) return running;
    const started = swept().then(() => startProbe(context, location));
    started.catch(() => undefined);
    probes.set(location, started);
    return started;
  };
  const context: HostContext = {
    ...{ deployment, config, host, docker, inspector },
    info: once(() => inspector.info(deployment.io.now)),
    probe: probeOnce,
    settled: () => Promise.allSettled(probes.values()),
    close: () => {
      docker.close();
      inspector.close();
    },
  };
  return context;
}

async function startProbe(context: HostContext, location: string): Promise<LocationProbe> {
  const { deployment, docker, inspector } = context;
  const known = await knownLocation(deployment, location);
  const image = parseImage(known.image)?.name;
  if (image === undefined || (await docker.imageId(image)) === undefined) {
    throw new NotPossible(
      `Image '${known.image}' of code location '${location}' is not on the host.`,
      `Pull it: dagster-multihost pull ${location}, or doctor --pull.`,
    );
  }
  const { io, secrets, signal } = deployment;
  const made = await probeSpec(context, { ...known, image }, io.env);
  secrets.addEnvironment(made.environment);
  const look = (id: string) => inspector.logConfig(id);
  const storage = await deployment.storage();
  try {
    const { answer, seen } = await probe(docker, made, storage, { signal, look });
    return { ...answer, log: seen };
  } catch (error) {
    throw error instanceof Error && /no space left on device/i.test(error.message) ? new DiskFull() : error;
  }
}

/** No container can be made: the check of the disk says so, the others cannot be made. */
export class DiskFull extends NotPossible {
  constructor() {
    super("No container can be made, since the host's disk is full.", "See the check 'disk' of the host.");
  }
}
