import { registryAuth } from "../docker/registryAuth.ts";
import { EngineError } from "../docker/port.ts";
import { LauncherError } from "../error.ts";
import type { Host } from "./hostDirectory.ts";
import type { ImageReference } from "./image.ts";
import { Once } from "./once.ts";

/** Pulls images; several who want the same image on the same host at once share one pull. */
export class Puller {
  readonly #pulls = new Once<void>();

  /** @throws LauncherError `IMAGE_NOT_FOUND`, `REGISTRY_AUTH_FAILED` or `IMAGE_PULL_FAILED`. */
  async pull({ config, docker }: Host, image: ImageReference): Promise<void> {
    const auth = registryAuth(config.registry, image.domain);
    try {
      await this.#pulls.run(`${docker.name} ${image.name}`, () => docker.pull(image.name, auth));
    } catch (error) {
      throw error instanceof EngineError ? pullError(docker.name, image, error, auth !== undefined) : error;
    }
  }
}

/** The image is not on the host and is not to be pulled. */
export function imageMissing(hostName: string, image: ImageReference): LauncherError {
  return new LauncherError(
    "IMAGE_NOT_FOUND",
    `Image '${image.name}' is not on host '${hostName}', and pull_policy is 'never'. ` +
      "Load the image on the host, or set pull_policy to 'missing'.",
  );
}

function pullError(
  hostName: string,
  { name, domain }: ImageReference,
  error: EngineError,
  authenticated: boolean,
): LauncherError {
  const { message } = error;
  const what = `Image '${name}' cannot be pulled on host '${hostName}'`;
  if (
    /unauthorized|no basic auth|authentication required|incorrect username|denied: requested/i.test(message)
  ) {
    const fix = authenticated
      ? `The registry refused 'registry' of docker_hosts '${hostName}'; correct username and password.`
      : `Give docker_hosts '${hostName}' a 'registry' with url '${domain}', username and password.`;
    return new LauncherError("REGISTRY_AUTH_FAILED", `${what}: ${domain} wants other credentials. ${fix}`, {
      cause: error,
    });
  }
  if (error.status === 404 || /manifest unknown|not found|does not exist|name unknown/i.test(message)) {
    return new LauncherError(
      "IMAGE_NOT_FOUND",
      `${what}: there is no such image in ${domain}. Push it there, correct the tag dagster/image or ` +
        `DAGSTER_CURRENT_IMAGE of the code location, or load the image on the host. (${message})`,
      { cause: error },
    );
  }
  return new LauncherError(
    "IMAGE_PULL_FAILED",
    `${what}: ${message}. Check that the host reaches the registry ${domain} and trusts its certificate.`,
    { cause: error, retryable: true },
  );
}
