import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { SystemName } from "../names.ts";
import { Driver } from "../setup/driver.ts";
import type { Environment } from "../setup/environment.ts";
import { makeHome, passwordVariable } from "../setup/home.ts";
import { LauncherClient } from "../setup/launcherClient.ts";
import { LauncherProcess, socketIn } from "../setup/launcherProcess.ts";
import { checkout } from "../../scripts/cache.ts";
import { runLauncher } from "./runLauncher.ts";
import type { LauncherOptions } from "./runLauncher.ts";
import type { RunKind, System, Timed } from "./system.ts";

/** What differs between two systems of the same name. */
export type OpenOptions = Partial<Pick<LauncherOptions, "engineSocket" | "deadHost" | "warmWorkers">>;

let made = 0;

/** A run launcher in a Dagster instance of its own; ours comes with the launcher process. */
export class DagsterSystem implements System {
  readonly name: SystemName;
  readonly driver: Driver;
  readonly launcher: LauncherProcess | undefined;
  readonly #images: Environment["images"];
  readonly #warmWorkers: number;

  private constructor(
    name: SystemName,
    driver: Driver,
    launcher: LauncherProcess | undefined,
    images: Environment["images"],
    warmWorkers: number,
  ) {
    this.name = name;
    this.driver = driver;
    this.launcher = launcher;
    this.#images = images;
    this.#warmWorkers = warmWorkers;
  }

  static async open(
    environment: Environment,
    name: Exclude<SystemName, "floor">,
    { engineSocket = environment.socketPath, deadHost, warmWorkers = 2 }: OpenOptions = {},
  ): Promise<DagsterSystem> {
    const database = `${name}_${++made}`;
    const home = join(environment.directory, database);
    const { postgres, engine, venvs, codeServer } = environment;
    await engine.exec(postgres.container, ["createdb", "-U", "dagster", database]);
    const launcherSocket = socketIn(home);
    const options = { engineSocket, launcherSocket, deadHost, warmWorkers, labelPrefix: `bench${made}` };
    const section = runLauncher(name, environment, options);
    makeHome(home, { hostname: postgres.address, db_name: database }, section);
    const isOurs = name === "ours_cold" || name === "ours_warm";
    const shared = { [passwordVariable]: environment.password };
    const launcher = isOurs ? await LauncherProcess.start(environment.bundle, home, shared) : undefined;
    if (launcher !== undefined) environment.closing.add(() => launcher.stop());
    const adapter = join(checkout, "launcher/adapter/src");
    const driver = await Driver.start({
      ...{ home, codeServer, venv: name === "peer" ? venvs.peer : venvs.ours },
      // dagster-docker takes the engine from the environment.
      environment: {
        ...shared,
        DOCKER_HOST: `unix://${engineSocket}`,
        ...(isOurs ? { PYTHONPATH: adapter } : {}),
      },
    });
    environment.closing.add(() => driver.stop());
    return new DagsterSystem(name, driver, launcher, environment.images, warmWorkers);
  }

  async prepare(n: number, { image, location }: RunKind): Promise<string[]> {
    const command = { n, job: "daily_etl", image: this.#images[image], ...(location ? { location } : {}) };
    return (await this.driver.send<{ run_ids: string[] }>("prepare", command)).run_ids;
  }

  launch(runId: string): Promise<Timed> {
    return this.driver.send("launch", { run_id: runId });
  }

  burst(runIds: string[], threads: number): Promise<{ per_second: number; errors: string[] }> {
    return this.driver.send("burst", { run_ids: runIds, threads });
  }

  /**
   * Waits until all warm workers are idle, where the system has any: what is measured is the launch, and no other system is to be
   * slowed down by the making of the next worker.
   */
  async settled(): Promise<void> {
    if (this.name !== "ours_warm" || this.launcher === undefined) return;
    const client = new LauncherClient(this.launcher.socketPath);
    const deadline = Date.now() + 180_000;
    for (let idle = 0; idle < this.#warmWorkers && Date.now() < deadline;) {
      await sleep(200);
      const { hosts } = (await client.send("GET", "/v1/hosts")) as { hosts: { warm_idle: number }[] };
      idle = hosts.reduce((sum, { warm_idle }) => sum + warm_idle, 0);
    }
    client.close();
  }

  async stop(): Promise<void> {
    await this.driver.stop();
    await this.launcher?.stop();
  }
}
