import { join } from "node:path";
import { createInterface } from "node:readline";
import { execa } from "execa";

/** A run container of the fleet. */
export type FleetRun = { runId: string; containerId: string; hostName: string };

/** A fleet of fake Docker daemons, in a process of its own. */
export class Fleet {
  runs: FleetRun[] = [];
  readonly #process;
  readonly #lines: AsyncIterator<string>;
  readonly #directory: string;
  readonly #hosts: number;

  private constructor(directory: string, hosts: number, containers: number) {
    this.#directory = directory;
    this.#hosts = hosts;
    const script = join(import.meta.dirname, "main.ts");
    const options = { buffer: false, reject: false, stderr: "inherit" } as const;
    this.#process = execa(process.execPath, [script, directory, String(hosts), String(containers)], options);
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  /**
   * @param directory  Where the sockets lie.
   * @param containers Live run containers on each host.
   */
  static async start(directory: string, hosts: number, containers: number): Promise<Fleet> {
    const fleet = new Fleet(directory, hosts, containers);
    const { runs } = await fleet.#answer<{ runs: Omit<FleetRun, "hostName">[][] }>();
    fleet.runs = runs.flatMap((ofHost, host) => ofHost.map((run) => ({ ...run, hostName: `h${host}` })));
    return fleet;
  }

  /** The fleet's `docker_hosts`: all run the location `etl`, the first four also `few`. */
  dockerHosts(): object[] {
    return Array.from({ length: this.#hosts }, (_, host) => ({
      host_name: `h${host}`,
      docker_url: `unix://${join(this.#directory, `h${host}`)}`,
      location_names: host < 4 ? ["etl", "few"] : ["etl"],
    }));
  }

  /** Has run containers end and others start in their place, `launches` in `seconds`. */
  async churn(launches: number, seconds: number): Promise<void> {
    await this.#send({ command: "churn", launches, seconds });
  }

  /** How many requests all daemons have been sent. */
  async requests(): Promise<number> {
    return (await this.#send<{ requests: number }>({ command: "requests" })).requests;
  }

  async stop(): Promise<void> {
    this.#process.kill("SIGTERM");
    await this.#process;
  }

  #send<T>(request: object): Promise<T> {
    this.#process.stdin.write(`${JSON.stringify(request)}\n`);
    return this.#answer<T>();
  }

  async #answer<T>(): Promise<T> {
    const line = await this.#lines.next();
    if (line.done === true) throw new Error("The process of the fake daemons has ended.");
    return JSON.parse(line.value) as T;
  }
}
