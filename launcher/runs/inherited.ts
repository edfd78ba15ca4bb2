import type { HostConfig } from "../config/index.ts";
import type { ContainerState, DockerHost } from "../docker/port.ts";
import { LauncherError } from "../error.ts";
import type { CreateRequest } from "./requests.ts";

/** What a run container takes over from a container of its host. */
export type Inherited = {
  /** What the container's environment has beyond its image's: the image of the run brings its own PATH and the like. */
  environment: string[];
  /** Names of its networks, which are joined when none is configured. */
  networks: string[];
};

/** Networks that every engine has: nothing that somebody chose for the container. */
const builtIn = new Set(["bridge", "host", "none"]);

/**
 * Looks at the container that `inherit_env_from_container` names: by its name, in which `{location}` is replaced, or with
 * `auto` the one that publishes the port of the code location's gRPC server.
 *
 * @returns Undefined when nothing is to be inherited.
 * @throws LauncherError `INHERIT_CONTAINER_NOT_FOUND`.
 */
export async function inheritedContainer(
  { inherit_env_from_container: template, host_name: hostName }: HostConfig,
  request: CreateRequest,
  docker: DockerHost,
): Promise<Inherited | undefined> {
  if (template === undefined || template === "off") return undefined;
  const container = await find(template, request, docker);
  if (container === undefined) throw notFound(template, hostName, request);
  const ofImage = new Set(await docker.imageEnvironment(container.image));
  return {
    environment: container.environment.filter((entry) => entry.includes("=") && !ofImage.has(entry)),
    networks: container.networks.filter((name) => !builtIn.has(name)),
  };
}

async function find(
  template: string,
  { locationName, grpcPort }: CreateRequest,
  docker: DockerHost,
): Promise<ContainerState | undefined> {
  if (template !== "auto") return docker.inspect(template.replaceAll("{location}", locationName));
  return grpcPort === undefined ? undefined : docker.findPublisher(grpcPort);
}

function notFound(
  template: string,
  hostName: string,
  { locationName, grpcPort }: CreateRequest,
): LauncherError {
  const which =
    template !== "auto"
      ? `container '${template.replaceAll("{location}", locationName)}'`
      : grpcPort === undefined
        ? `gRPC port of code location '${locationName}', by which its container could be found,`
        : `running container that publishes port ${grpcPort} of code location '${locationName}'`;
  return new LauncherError(
    "INHERIT_CONTAINER_NOT_FOUND",
    `There is no ${which} on host '${hostName}' to inherit the environment from. ` +
      "Start it, name it in inherit_env_from_container, or set that to 'off'.",
  );
}
