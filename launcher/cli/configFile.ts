import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { ConfigInForce } from "../api/answers.ts";
import { launcherConfigWarnings, parseLauncherConfig } from "../config/index.ts";
import type { LauncherConfig } from "../config/index.ts";
import type { Problem } from "../config/error.ts";
import { readRunLauncherConfig } from "./dagsterYaml.ts";
import { statusUrl } from "./statusUrl.ts";

/** What cannot change while the launcher runs: where it listens, and the labels that its containers are found by. */
const fixed = ["container_label_prefix", "launcher_socket", "otlp_endpoint", "status_listen"] as const;

/** Is told what became of a dagster.yaml that has changed. */
export type ConfigListener = {
  /** `problem`: what of it waits for a restart. */
  loaded: (config: LauncherConfig, warnings: Problem[], problem: string | undefined) => void;
  /** The file is not valid: the configuration before it stays in force. */
  rejected: (error: unknown) => void;
};

/** `run_launcher.config` of a dagster.yaml: the one in force, which follows the file. */
export class ConfigFile {
  readonly #path: string;
  #seen: string;
  #config: LauncherConfig;
  #inForce: ConfigInForce;

  private constructor(path: string, seen: string, config: LauncherConfig, raw: unknown) {
    this.#path = path;
    this.#seen = seen;
    this.#config = config;
    this.#inForce = described(config, raw);
  }

  /** @throws LauncherError, LauncherConfigError when there is no valid configuration to begin with. */
  static async open(path: string): Promise<ConfigFile> {
    const seen = await fingerprint(path);
    const raw = await readRunLauncherConfig(path);
    return new ConfigFile(path, seen, parseLauncherConfig(raw), raw);
  }

  get config(): LauncherConfig {
    return this.#config;
  }

  get inForce(): ConfigInForce {
    return this.#inForce;
  }

  /**
   * Looks at the file every so often, which also works for mounted files and for those that are replaced as a whole.
   *
   * @param everyMs Milliseconds between two looks. Default: 2000.
   * @returns A function that ends it.
   */
  follow(listener: ConfigListener, everyMs = 2000): () => void {
    const stop = new AbortController();
    void this.#look(listener, everyMs, stop.signal);
    return () => stop.abort();
  }

  async #look(listener: ConfigListener, everyMs: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const seen = await fingerprint(this.#path);
      if (seen !== this.#seen) {
        this.#seen = seen;
        await this.#load(listener);
      }
      await sleep(everyMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  async #load({ loaded, rejected }: ConfigListener): Promise<void> {
    try {
      const raw = await readRunLauncherConfig(this.#path);
      const fresh = parseLauncherConfig(raw);
      const waiting = fixed.filter((key) => !isDeepStrictEqual(fresh[key], this.#config[key]));
      const problem = waiting.length === 0 ? undefined : restart(waiting);
      this.#config = withFixed(fresh, this.#config);
      this.#inForce = { ...described(this.#config, raw), error: problem ?? null };
      loaded(this.#config, launcherConfigWarnings(fresh), problem);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#inForce = {
        ...this.#inForce,
        error: `The configuration of ${this.#inForce.loaded_at} stays in force. ${reason}`,
      };
      rejected(error);
    }
  }
}

/** Changes with the file. */
async function fingerprint(path: string): Promise<string> {
  const status = await stat(path, { bigint: true }).catch(() => undefined);
  return status === undefined ? "none" : `${status.ino} ${status.size} ${status.mtimeNs}`;
}

function described(config: LauncherConfig, raw: unknown): ConfigInForce {
  return {
    digest: digest(raw),
    hosts: config.docker_hosts.map(({ host_name }) => host_name),
    locations: [...new Set(config.docker_hosts.flatMap(({ location_names }) => location_names))],
    loaded_at: new Date().toISOString(),
    error: null,
    status_url: statusUrl(config),
    webserver_url: config.webserver_url ?? null,
  };
}

/** Changes with the configuration. Passwords do not go into it. */
function digest(raw: unknown): string {
  const text = JSON.stringify(raw, (key, value: unknown) => (key === "password" ? undefined : value));
  return createHash("sha256").update(text).digest("hex");
}

/** The new configuration with what cannot change of the old one. */
function withFixed(fresh: LauncherConfig, old: LauncherConfig): LauncherConfig {
  const isFixed = ([key]: [string, unknown]): boolean => (fixed as readonly string[]).includes(key);
  return Object.fromEntries([
    ...Object.entries(fresh).filter((entry) => !isFixed(entry)),
    ...Object.entries(old).filter(isFixed),
  ]) as LauncherConfig;
}

function restart(keys: readonly string[]): string {
  const verb = keys.length === 1 ? "takes" : "take";
  return `A change of ${keys.join(", ")} ${verb} effect when the launcher is restarted; everything else is in force.`;
}
