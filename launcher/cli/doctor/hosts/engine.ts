import type Docker from "dockerode";
import { z } from "zod";
import type { HostConfig } from "../../../config/index.ts";
import { abortable } from "../../../docker/abortable.ts";
import { bounded } from "../../../docker/bounded.ts";
import { openDocker } from "../../../docker/connect.ts";
import type { OpenDocker } from "../../../docker/connect.ts";
import { disconnect } from "../../../docker/disconnect.ts";
import { engineError } from "../../../docker/engineError.ts";
import { unreachable } from "../../../docker/explain.ts";
import type { RegistryAuth } from "../../../docker/registryAuth.ts";
import { EngineAnswerError } from "../../../error.ts";
import { infoAnswer, networksAnswer } from "./engineAnswers.ts";
import type { Info, NetworkAnswer } from "./engineAnswers.ts";

/** What the engine says about itself, and when it was asked, in milliseconds of this machine's clock. */
export type TimedInfo = { info: Info; askedAt: number; answeredAt: number };

/** What `doctor` asks a Docker engine and a launch never does. */
export class EngineInspector {
  readonly #config: HostConfig;
  readonly #timeoutMs: number;
  #open: Promise<OpenDocker> | undefined;

  constructor(config: HostConfig, timeoutSeconds: number) {
    this.#config = config;
    this.#timeoutMs = timeoutSeconds * 1000;
  }

  /** Asked twice: the first answer waits for the connection, which would blur what the second says about the clock. */
  async info(now: () => number): Promise<TimedInfo> {
    const ask = (): Promise<unknown> =>
      this.#call((docker, abortSignal) => abortable(docker).info({ abortSignal }));
    await ask();
    const askedAt = now();
    const info = understood(infoAnswer, await ask(), this.#config.host_name);
    return { info, askedAt, answeredAt: now() };
  }

  async networks(): Promise<NetworkAnswer[]> {
    const answer = await this.#call((docker, abortSignal) => docker.listNetworks({ abortSignal }));
    return understood(networksAnswer, answer, this.#config.host_name);
  }

  /**
   * The digest that the registry has for an image, asked by the engine itself; nothing is pulled.
   *
   * @throws EngineError with what the registry answered.
   */
  async registryDigest(image: string, authconfig: RegistryAuth | undefined): Promise<string> {
    const ask = (docker: Docker, abortSignal: AbortSignal): Promise<unknown> =>
      docker
        .getImage(image)
        .distribution({ ...(authconfig === undefined ? {} : { authconfig }), abortSignal } as object);
    const answer = await this.#call(ask, { mayRefuse: true });
    const parsed = understood(
      z.object({ Descriptor: z.object({ digest: z.string() }) }),
      answer,
      this.#config.host_name,
    );
    return parsed.Descriptor.digest;
  }

  /** How a container's log is kept, with the engine's defaults filled in. */
  async logConfig(containerId: string): Promise<{ driver: string; options: Record<string, string> }> {
    const answer = await this.#call((docker, abortSignal) =>
      docker.getContainer(containerId).inspect({ abortSignal }),
    );
    const { Type: driver, Config: options } = understood(inspectAnswer, answer, this.#config.host_name)
      .HostConfig.LogConfig;
    return { driver, options: options ?? {} };
  }

  close(): void {
    void this.#open?.then(disconnect).catch(() => undefined);
  }

  async #call<T>(
    run: (docker: Docker, signal: AbortSignal) => Promise<T>,
    { mayRefuse = false } = {},
  ): Promise<T> {
    const { host_name: hostName, docker_url: dockerUrl } = this.#config;
    try {
      this.#open ??= openDocker(this.#config, this.#timeoutMs);
      const { calls } = await this.#open;
      return await bounded((signal) => run(calls.docker, signal), this.#timeoutMs);
    } catch (error) {
      throw engineError(error, { hostName, dockerUrl, mayRefuse }) ?? unreachable(hostName, dockerUrl, error);
    }
  }
}

const inspectAnswer = z.object({
  HostConfig: z.object({
    LogConfig: z.object({ Type: z.string(), Config: z.record(z.string(), z.string()).nullish() }),
  }),
});

function understood<T extends z.ZodType>(schema: T, answer: unknown, host: string): z.output<T> {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  throw new EngineAnswerError(
    `Docker host '${host}' gave no usable answer: ${first?.path.join(".") ?? ""} is not what an engine says. ` +
      "Check that docker_url names the Docker Engine itself.",
  );
}
