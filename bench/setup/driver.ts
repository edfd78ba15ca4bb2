import { createWriteStream, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { execa } from "execa";

/** What a driver is started with. */
export type DriverOptions = {
  /** A virtual environment with Dagster and the run launcher. */
  venv: string;
  /** A DAGSTER_HOME with a dagster.yaml. */
  home: string;
  codeServer: { host: string; port: number };
  environment: Record<string, string>;
};

/** A Python process with a Dagster instance, `driver/driver.py`; it does one command at a time. */
export class Driver {
  readonly pid: number;
  readonly #process;
  readonly #answers: AsyncIterator<string>;
  readonly #log: string;
  #last: Promise<unknown> = Promise.resolve();

  private constructor({ venv, home, codeServer, environment }: DriverOptions) {
    const script = join(import.meta.dirname, "../driver/driver.py");
    this.#log = join(home, "driver.log");
    this.#process = execa(
      join(venv, "bin/python"),
      [script, home, codeServer.host, String(codeServer.port)],
      { env: { DAGSTER_HOME: home, ...environment }, buffer: false, reject: false },
    );
    this.pid = this.#process.pid ?? 0;
    this.#process.stderr.pipe(createWriteStream(this.#log));
    this.#answers = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  /** Starts a driver; it is ready when its instance and its database are. */
  static async start(options: DriverOptions): Promise<Driver> {
    const driver = new Driver(options);
    await driver.#answer();
    return driver;
  }

  /**
   * Sends a command of `driver/driver.py`.
   *
   * @throws Error with what Python said when the command failed.
   */
  async send<T>(command: string, more: object = {}): Promise<T> {
    const ask = async (): Promise<T> => {
      this.#process.stdin.write(`${JSON.stringify({ command, ...more })}\n`);
      return (await this.#answer()) as T;
    };
    const answer = this.#last.then(ask, ask);
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  async stop(): Promise<void> {
    this.#process.stdin.end();
    const timer = setTimeout(() => this.#process.kill("SIGKILL"), 10_000);
    await this.#process;
    clearTimeout(timer);
  }

  async #answer(): Promise<object> {
    const line = await this.#answers.next();
    if (line.done === true)
      throw new Error(`A Dagster process of the benchmark has ended:
${this.#logTail()}`);
    const answer = JSON.parse(line.value) as { error?: string };
    if (answer.error !== undefined) throw new Error(`${answer.error}\n${this.#logTail()}`);
    return answer;
  }

  /** The directory with the log is gone when the message is read. */
  #logTail(): string {
    return readFileSync(this.#log, "utf8").trim().split("\n").slice(-25).join("\n");
  }
}
