import { containerName } from "./naming.ts";
import type { Attempt } from "./requests.ts";

/** More than any launcher has at once; the oldest are forgotten first. */
const most = 10_000;

/** The hosts of attempts whose start has an unknown outcome. */
export class Pins {
  readonly #hosts = new Map<string, string>();

  get(attempt: Attempt): string | undefined {
    return this.#hosts.get(containerName(attempt));
  }

  set(attempt: Attempt, hostName: string): void {
    this.#hosts.set(containerName(attempt), hostName);
    const [oldest] = this.#hosts.keys();
    if (this.#hosts.size > most && oldest !== undefined) this.#hosts.delete(oldest);
  }

  delete(attempt: Attempt): void {
    this.#hosts.delete(containerName(attempt));
  }
}
