import { randomUUID } from "node:crypto";
import type { HostConfig, LauncherConfig } from "../../../config/index.ts";
import type { ContainerSpec, DockerHost } from "../../../docker/port.ts";
import { containerSpec } from "../../../runs/containerSpec.ts";
import { mergeEnvironment } from "../../../runs/environment.ts";
import { environmentSources } from "../../../runs/environmentSources.ts";
import { inheritedContainer } from "../../../runs/inherited.ts";
import { runOptions } from "../../../runs/options.ts";
import type { CreateRequest } from "../../../runs/requests.ts";
import { containerProgram } from "../python/programs.ts";

/** The label of the short-lived containers, which are no run's. */
export const doctorLabels = { "dagster-multihost.doctor": "true" };

/** It takes no port of the host, is never started again, and is removed by the engine at its end. */
const alone = { PortBindings: {}, PublishAllPorts: false, RestartPolicy: { Name: "no" }, AutoRemove: true };

/** A code location whose runs' containers are to be tried. */
export type ProbeTarget = { location: string; image: string; context: unknown; grpcPort?: number };

/** The specification of a container that is what a run's would be, but for its command, its labels and its life. */
export type ProbeSpec = { name: string; spec: ContainerSpec; networks: string[]; environment: string[] };

/**
 * Makes the container's specification as a launch does, from configuration, code location and the launcher's environment.
 */
export async function probeSpec(
  { config, host, docker }: { config: LauncherConfig; host: HostConfig; docker: DockerHost },
  { location, image, context, grpcPort }: ProbeTarget,
  launcherEnv: NodeJS.ProcessEnv,
): Promise<ProbeSpec> {
  const id = randomUUID();
  const request: CreateRequest = {
    ...{ runId: id, attempt: 0, jobName: "doctor", locationName: location, image, env: {} },
    command: ["python3", "-c", containerProgram],
    containerContext: context,
    ...(grpcPort === undefined ? {} : { grpcPort }),
  };
  const inherited = await inheritedContainer(host, request, docker);
  const options = runOptions(config, host, request, { launcherEnv, inherited });
  const sources = await environmentSources(config, host, request, options, inherited);
  const environment = mergeEnvironment(sources, launcherEnv);
  const { body, ...rest } = containerSpec(config, host, request, { imageName: image, environment, options });
  const spec = {
    ...rest,
    body: {
      ...body,
      // Healthchecks are of the user's program, which does not run.
      ...{ Labels: doctorLabels, ExposedPorts: {}, Healthcheck: { Test: ["NONE"] } },
      ...{ OpenStdin: true, StdinOnce: true, Tty: false },
      HostConfig: { ...body.HostConfig, ...alone },
    },
  };
  return { name: `dagster-doctor-${id.slice(0, 8)}`, spec, networks: options.networks, environment };
}
