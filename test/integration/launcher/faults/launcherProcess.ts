import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { openSync } from "node:fs";
import { request as send } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** The real launcher in a process of its own, and what the adapter asks it. */
export class LauncherProcess {
  readonly #home: string;
  readonly #socket: string;
  #child: ChildProcess | undefined;

  /** @param home A folder with dagster.yaml. */
  constructor(home: string) {
    this.#home = home;
    this.#socket = join(home, "launcher.sock");
  }

  /** Starts it and waits until it answers. */
  async start(): Promise<void> {
    const log = openSync(join(this.#home, "launcher.log"), "a");
    const program = join(import.meta.dirname, "../../../../launcher/cli/main.ts");
    const env = { ...process.env, DAGSTER_MULTIHOST_LAUNCHER_SOCKET: this.#socket };
    const options = { env, stdio: ["ignore", log, log] as ["ignore", number, number] };
    this.#child = spawn(process.execPath, [program, "serve", "--dagster-home", this.#home], options);
    for (let tried = 0; tried < 300; tried++) {
      if (await this.ask("GET", "/v1/health").catch(() => undefined)) return;
      if (this.#child.exitCode !== null) break;
      await sleep(50);
    }
    throw new Error(
      `The launcher does not answer: ${readFileSync(join(this.#home, "launcher.log"), "utf8")}`,
    );
  }

  /** Ends it as a crash does, and waits until it is gone. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  }

  /** Stops it in its tracks, as a machine without memory left does: connections stay open, and nobody answers. */
  freeze(): void {
    this.#child?.kill("SIGSTOP");
  }

  /** Lets it go on. */
  thaw(): void {
    this.#child?.kill("SIGCONT");
  }

  /** The last JSON document of the answer. */
  ask(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    return new Promise((resolve, reject) => {
      const headers = body === undefined ? {} : { "content-type": "application/json" };
      const request = send({ socketPath: this.#socket, method, path, headers }, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
        response.on("error", reject).on("end", () => {
          const last = JSON.parse(text.trim().split("\n").at(-1) ?? "") as Record<string, unknown>;
          if ("error" in last && last["error"] !== null) reject(new Error(JSON.stringify(last)));
          else resolve(last);
        });
      });
      request.on("error", reject).end(body === undefined ? undefined : JSON.stringify(body));
    });
  }
}
