import type { Readable } from "node:stream";
import type { z } from "zod";
import { askLauncher, openLauncher } from "../socketClient.ts";
import {
  cleanupAnswer,
  containersAnswer,
  healthAnswer,
  hostsAnswer,
  pullAnswer,
  understood,
} from "./answers.ts";

/** A cleanup, with the field names of `POST /v1/cleanup`. */
export type CleanupBody = {
  instance_id: string;
  host_name?: string;
  max_age_hours: number;
  dry_run: boolean;
  active_run_ids: string[];
  ended_run_ids: string[];
};

/** A pull is bounded by the launcher, which gives up 5 minutes after the last progress. */
const pullTimeoutMs = 3_600_000;

/** Every container of every host is looked at, and orphans get their grace period. */
const cleanupTimeoutMs = 1_800_000;

/** The running launcher, asked over its Unix socket. Every method throws what the launcher answers. */
export class LauncherClient {
  readonly #socket: string;

  constructor(socket: string) {
    this.#socket = socket;
  }

  async health(): Promise<z.output<typeof healthAnswer>> {
    return understood(healthAnswer, await askLauncher(this.#socket, { method: "GET", path: "/v1/health" }));
  }

  /** @param options `daemon`: with dockerd's options. Default: without. */
  async hosts({ daemon = false } = {}): Promise<z.output<typeof hostsAnswer>> {
    const path = daemon ? "/v1/hosts?daemon=true" : "/v1/hosts";
    return understood(hostsAnswer, await askLauncher(this.#socket, { method: "GET", path }));
  }

  /** Run containers of all deployments, also those that have ended. */
  async containers(): Promise<z.output<typeof containersAnswer>> {
    const answer = await askLauncher(this.#socket, { method: "GET", path: "/v1/containers" });
    return understood(containersAnswer, answer);
  }

  drain(host: string): Promise<object> {
    return this.#postToHost(host, "drain");
  }

  undrain(host: string): Promise<object> {
    return this.#postToHost(host, "undrain");
  }

  /** Pulls an image on a host, also when the host has one of that name, which may do when it cannot be pulled. */
  async pull(host: string, image: string, keep: boolean): Promise<z.output<typeof pullAnswer>> {
    const wanted = { body: { image, keep }, timeoutMs: pullTimeoutMs };
    return understood(pullAnswer, await this.#postToHost(host, "pull", wanted));
  }

  async cleanup(body: CleanupBody): Promise<z.output<typeof cleanupAnswer>> {
    const wanted = { method: "POST", path: "/v1/cleanup", body, timeoutMs: cleanupTimeoutMs } as const;
    return understood(cleanupAnswer, await askLauncher(this.#socket, wanted));
  }

  /** The log of a run's latest container as it is written. */
  logs(runId: string, { follow, tail }: { follow: boolean; tail?: number }): Promise<Readable> {
    const query = new URLSearchParams({ follow: String(follow) });
    if (tail !== undefined) query.set("tail", String(tail));
    const path = `/v1/runs/${encodeURIComponent(runId)}/logs?${query.toString()}`;
    return openLauncher(this.#socket, { method: "GET", path });
  }

  #postToHost(
    host: string,
    action: string,
    more: { body?: object; timeoutMs?: number } = {},
  ): Promise<object> {
    const path = `/v1/hosts/${encodeURIComponent(host)}/${action}`;
    return askLauncher(this.#socket, { method: "POST", path, ...more });
  }
}
