import type { DoctorDeployment } from "./deployment.ts";
import { NotPossible } from "./finding.ts";

/** What a run of a code location would get from Dagster. */
export type KnownLocation = { location: string; image: string; context: unknown; grpcPort?: number };

/**
 * The image and the container context of a code location, from its gRPC server, or its image from the webserver.
 *
 * @throws NotPossible when nobody knows its image.
 */
export async function knownLocation(deployment: DoctorDeployment, location: string): Promise<KnownLocation> {
  const servers = await deployment.codeServers().catch(() => undefined);
  const own = servers?.locations[location];
  const image = own?.image ?? (await imageOfWebserver(deployment, location));
  if (image === undefined) {
    throw new NotPossible(
      `The image of code location '${location}' is not known: neither its gRPC server nor the webserver tells it.`,
      "Set DAGSTER_CURRENT_IMAGE for its code server, and see the check 'grpc'.",
    );
  }
  const port = (await deployment.servers().catch(() => [])).find(({ name }) => name === location)?.port;
  return {
    ...{ location, image, context: dockerContext(own?.container_context) },
    ...(port === undefined ? {} : { grpcPort: port }),
  };
}

async function imageOfWebserver(
  { webserverLocations }: DoctorDeployment,
  location: string,
): Promise<string | undefined> {
  return (await webserverLocations()).find(({ name }) => name === location)?.image ?? undefined;
}

/** As the adapter gives it to the launcher: what is under `docker`, and `env_vars` beside it. */
function dockerContext(context: Record<string, unknown> | undefined): unknown {
  const docker = (context?.["docker"] ?? {}) as Record<string, unknown>;
  const shared = listOf(context?.["env_vars"]);
  if (Object.keys(docker).length === 0 && shared.length === 0) return undefined;
  return { ...docker, env_vars: [...shared, ...listOf(docker["env_vars"])] };
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
