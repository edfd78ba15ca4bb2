import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { execa } from "execa";
import { ensureDocker } from "../../../../lab/docker/ensure.ts";
import { baseImage } from "../../../../lab/images/base.ts";
import { buildDagster, buildPostgres } from "../../../../lab/images/product.ts";

/** What the driver answers; see driver.py. */
export type Answer = Record<string, unknown> & { error?: string };

/** A real Dagster deployment on a network of its own: Postgres, a code server, and a driver that launches runs. */
export type Deployment = {
  dockerUrl: string;
  network: string;
  /** Prefix of everything that the test makes, and of the labels of its run containers. */
  prefix: string;
  image: string;
  /** Where the driver looks for the launcher. */
  socket: string;
  environment: string[];
  docker: (...arguments_: string[]) => Promise<string>;
  /** Asks the driver. @throws Error with what went wrong there. */
  ask: <T extends Answer>(command: string, options?: object) => Promise<T>;
  close: () => Promise<void>;
};

const password = "s3cret";

/** Brings a deployment up. It takes a minute the first time, when the images are built. */
export async function deploy(): Promise<Deployment> {
  const engine = await ensureDocker(() => undefined);
  const base = await baseImage(engine, () => undefined);
  const image = await buildDagster(engine, () => undefined, base, "code-location");
  const postgres = await buildPostgres(engine, () => undefined, base);
  const prefix = `warm-${randomUUID().slice(0, 8)}`;
  const folder = mkdtempSync(join(tmpdir(), `${prefix}-`));
  const docker = async (...arguments_: string[]): Promise<string> =>
    (await execa("docker", arguments_, { env: { DOCKER_HOST: engine.host } })).stdout;
  const jobs = join(import.meta.dirname, "jobs.py");
  const environment = [
    ...[`DAGSTER_POSTGRES_HOST=${prefix}-postgres`, "DAGSTER_POSTGRES_USER=dagster"],
    ...[`DAGSTER_POSTGRES_PASSWORD=${password}`, "DAGSTER_POSTGRES_DB=dagster"],
  ];
  await docker("network", "create", prefix);
  const run = (name: string, ...arguments_: string[]): Promise<string> =>
    docker("run", "--detach", "--network", prefix, "--name", `${prefix}-${name}`, ...arguments_);
  await run("postgres", "-e", "POSTGRES_USER=dagster", "-e", `POSTGRES_PASSWORD=${password}`, postgres);
  const mounted = ["--volume", `${jobs}:/opt/jobs/jobs.py:ro`];
  const serve = ["dagster", "api", "grpc", "-f", "/opt/jobs/jobs.py", "-h", "0.0.0.0", "-p", "4000"];
  await run("server", ...mounted, "-e", `DAGSTER_CURRENT_IMAGE=${image}`, image, ...serve);

  const driver = join(import.meta.dirname, "driver.py");
  const variables = [
    ...environment,
    ...[`LAUNCHER_SOCKET=/launcher/launcher.sock`, `CODE_SERVER=${prefix}-server`, `NETWORK=${prefix}`],
  ];
  const options = [
    ...["run", "--interactive", "--rm", "--network", prefix, "--name", `${prefix}-driver`],
    ...["--user", "0", "--volume", `${folder}:/launcher`, "--volume", `${driver}:/opt/driver.py:ro`],
    ...variables.flatMap((variable) => ["--env", variable]),
  ];
  const process = execa("docker", [...options, image, "python", "/opt/driver.py"], {
    env: { DOCKER_HOST: engine.host },
    stderr: "inherit",
    buffer: false,
    reject: false,
  });
  const lines = createInterface({ input: process.stdout })[Symbol.asyncIterator]();
  const next = async <T extends Answer>(): Promise<T> => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error("The driver has ended");
    const answer = JSON.parse(value) as T;
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer;
  };
  const close = async (): Promise<void> => {
    process.kill();
    const names = ["postgres", "server", "driver"].map((name) => `${prefix}-${name}`);
    await docker("rm", "--force", "--volumes", ...names).catch(() => undefined);
    const left = await docker("ps", "-aq", "--filter", `label=${prefix}/managed=true`);
    if (left !== "") await docker("rm", "--force", ...left.split("\n"));
    await docker("network", "rm", prefix).catch(() => undefined);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await next();
  } catch (error) {
    await close();
    throw error;
  }
  const ask = async <T extends Answer>(command: string, given: object = {}): Promise<T> => {
    process.stdin.write(`${JSON.stringify([command, given])}\n`);
    return next<T>();
  };
  const socket = join(folder, "launcher.sock");
  return { dockerUrl: engine.host, network: prefix, prefix, image, socket, environment, docker, ask, close };
}
