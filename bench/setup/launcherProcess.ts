import { createWriteStream, readFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";

/** Our launcher, as a process of its own. */
export class LauncherProcess {
  readonly pid: number;
  readonly socketPath: string;
  readonly #process;
  #over = false;

  private constructor(bundle: string, home: string, environment: Record<string, string>) {
    this.socketPath = socketIn(home);
    this.#process = execa(process.execPath, [bundle, "serve", "--dagster-home", home], {
      env: environment,
      all: true,
      buffer: false,
      reject: false,
    });
    this.pid = this.#process.pid ?? 0;
    this.#process.all.pipe(createWriteStream(join(home, "launcher.log")));
    void this.#process.then(() => (this.#over = true));
  }

  /** Starts a launcher; when it answers, it has had a moment to look at its hosts. */
  static async start(
    bundle: string,
    home: string,
    environment: Record<string, string>,
  ): Promise<LauncherProcess> {
    const launcher = new LauncherProcess(bundle, home, environment);
    for (let tries = 0; !(await launcher.#answers()); tries++) {
      if (launcher.#over || tries > 200) {
        throw new Error(`The launcher does not start:\n${readFileSync(join(home, "launcher.log"), "utf8")}`);
      }
      await sleep(100);
    }
    await sleep(1_000);
    return launcher;
  }

  async stop(): Promise<void> {
    this.#process.kill("SIGTERM");
    const timer = setTimeout(() => this.#process.kill("SIGKILL"), 10_000);
    await this.#process;
    clearTimeout(timer);
  }

  #answers(): Promise<boolean> {
    return new Promise((resolve) => {
      const { socketPath } = this;
      const asked = request({ socketPath, path: "/v1/health" }, (answer) => {
        answer.resume().on("end", () => resolve(answer.statusCode === 200));
      });
      asked.on("error", () => resolve(false)).end();
    });
  }
}

/** The socket of the launcher of a DAGSTER_HOME. */
export function socketIn(home: string): string {
  return join(home, "launcher.sock");
}
