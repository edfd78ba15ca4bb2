import { registryAuth } from "../docker/registryAuth.ts";
import { EngineError } from "../docker/port.ts";
import type { PullProgress } from "../docker/port.ts";
import { LauncherError } from "../error.ts";
import { systemClock } from "./clock.ts";
import type { Clock } from "./clock.ts";
import type { Host } from "./hostDirectory.ts";
import type { ImageReference } from "./image.ts";
import { Once } from "./once.ts";
import { PullReport } from "./pullReport.ts";
import type { Emit } from "./requests.ts";
import { span } from "../tracing/tracing.ts";

/** Pulls images; several who want the same image on the same host at once share one pull. */
export class Puller {
  readonly #pulls = new Once<void>();
  readonly #reports = new Map<string, PullReport>();
  readonly #clock: Clock;

  constructor(clock: Clock = systemClock) {
    this.#clock = clock;
  }

  /**
   * @param emit Is told how far the pull is, also when somebody else began it.
   * @throws LauncherError `IMAGE_NOT_FOUND`, `REGISTRY_AUTH_FAILED` or `IMAGE_PULL_FAILED`.
   */
  async pull({ config, docker }: Host, image: ImageReference, emit: Emit): Promise<void> {
    const auth = registryAuth(config.registry, image.domain);
    const key = `${docker.name} ${image.name}`;
    const report =
      this.#reports.get(key) ?? new PullReport(`image '${image.name}' on '${docker.name}'`, this.#clock);
    this.#reports.set(key, report);
    const leave = report.join(emit);
    const attributes = { "multihost.host": docker.name, "container.image.name": image.name };
    const onProgress = (progress: PullProgress): void => report.update(progress);
    try {
      await span("multihost.pull", attributes, () =>
        this.#pulls.run(key, () => docker.pull(image.name, { auth, onProgress })),
      );
    } catch (error) {
      throw error instanceof EngineError ? pullError(docker.name, image, error, auth !== undefined) : error;
    } finally {
      if (!leave()) this.#reports.delete(key);
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
