import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { stringify } from "yaml";
import { ensureDocker } from "../../../../lab/docker/ensure.ts";
import { baseImage } from "../../../../lab/images/base.ts";
import { buildDagster, buildPostgres } from "../../../../lab/images/product.ts";
import type { Diagnosis } from "../../../../launcher/cli/doctor/doctor.ts";
import type { Reported } from "../../../../launcher/cli/doctor/finding.ts";
import { ensureVenv } from "../../../../scripts/venv.ts";

/** Postgres's password. No output may ever have it. */
export const password = "hunter2-s3cret";

const requirements = "launcher/adapter/requirements-dev.txt";

/** How `doctor` ended. */
export type Visit = { code: number | undefined; diagnosis: Diagnosis; output: string };

/** Postgres, a code server, a second image, and DAGSTER_HOME, on the local engine; `doctor` is a process of its own. */
export async function doctorDeployment() {
  const engine = await ensureDocker(() => undefined);
  const base = await baseImage(engine, () => undefined);
  const image = await buildDagster(engine, () => undefined, base, "code-location");
  const postgres = await buildPostgres(engine, () => undefined, base);
  const venv = await ensureVenv(() => undefined, requirements, "Dagster and the test tools");
  const name = `doctor-${randomUUID().slice(0, 8)}`;
  const home = mkdtempSync(join(tmpdir(), `${name}-`));
  const docker = async (...arguments_: string[]): Promise<string> =>
    (await execa("docker", arguments_, { env: { DOCKER_HOST: engine.host } })).stdout;
  await docker("network", "create", name);
  const run = (part: string, ...arguments_: string[]): Promise<string> =>
    docker("run", "--detach", "--network", name, "--name", `${name}-${part}`, ...arguments_);
  await run("postgres", "-e", "POSTGRES_USER=dagster", "-e", `POSTGRES_PASSWORD=${password}`, postgres);
  const command = ["dagster", "api", "grpc", "-m", "etl_pipelines", "-h", "0.0.0.0", "-p", "4000"];
  const parts = ["postgres"];
  /** Starts a code server that says it has this image; answers with its port. */
  const serve = async (part: string, ofRuns: string): Promise<number> => {
    parts.push(part);
    await run(part, "-p", "127.0.0.1::4000", "-e", `DAGSTER_CURRENT_IMAGE=${ofRuns}`, image, ...command);
    const started = `until docker logs ${name}-${part} 2>&1 | grep -q "Started Dagster code server"; do sleep 0.3; done`;
    await execa("timeout", ["60", "sh", "-c", started], { env: { DOCKER_HOST: engine.host } });
    return Number((await docker("port", `${name}-${part}`, "4000/tcp")).split(":").at(-1));
  };
  const port = await serve("server", image);
  /** An image whose Dagster says that it is an older one. */
  const olderImage = async (): Promise<string> => {
    parts.push("older-image");
    const rewrite = `import importlib.metadata as m
file = m.distribution("dagster")._path / "METADATA"
text = file.read_text().replace("\\nVersion: " + m.version("dagster"), "\\nVersion: 1.12.0", 1)
file.write_text(text)`;
    await run("older-image", "--user", "0", "--entrypoint", "", image, "python3", "-c", rewrite);
    await docker("wait", `${name}-older-image`);
    await docker("commit", "--change", "USER 10001", `${name}-older-image`, `${name}-older:1`);
    return `${name}-older:1`;
  };

  const host = (changes: object = {}): object => ({
    ...{ host_name: "here", docker_url: engine.host, location_names: ["etl"], network: name },
    env_vars: [`DAGSTER_POSTGRES_HOST=${name}-postgres`, "DAGSTER_POSTGRES_PASSWORD"],
    ...changes,
  });
  const storage = (changes: object = {}): object => ({
    hostname: { env: "DAGSTER_POSTGRES_HOST" },
    username: "dagster",
    password: { env: "DAGSTER_POSTGRES_PASSWORD" },
    db_name: "dagster",
    ...changes,
  });
  /** Writes dagster.yaml and workspace.yaml. */
  const configure = ({ hosts = [host()], postgres_db = storage(), grpcPort = port } = {}): void => {
    const config = { docker_hosts: hosts, request_timeout_seconds: 5 };
    const launcher = { module: "dagster_multihost_launcher", class: "MultiHostDockerRunLauncher", config };
    const yaml = { storage: { postgres: { postgres_db } }, run_launcher: launcher };
    writeFileSync(join(home, "dagster.yaml"), stringify(yaml));
    const server = { host: "127.0.0.1", port: grpcPort, location_name: "etl" };
    writeFileSync(join(home, "workspace.yaml"), stringify({ load_from: [{ grpc_server: server }] }));
  };
  const start = (arguments_: string[], given: string) =>
    execa("launcher/cli/dagster-multihost", ["doctor", "--json", ...arguments_], {
      env: { DAGSTER_HOME: home, DAGSTER_POSTGRES_PASSWORD: given },
      reject: false,
    });
  const python = join(venv, "bin/python");
  return {
    ...{ name, docker, configure, host, storage, serve, olderImage },
    /** Starts `doctor` and leaves it alone. */
    start: (...arguments_: string[]) => start(["--python", python, ...arguments_], password),
    /** Runs `doctor` with some Postgres password and arguments. */
    visit: async (arguments_: string[] = [], given = password): Promise<Visit> => {
      const { exitCode, stdout, stderr } = await start(["--python", python, ...arguments_], given);
      const diagnosis = JSON.parse(stdout === "" ? "{}" : stdout) as Diagnosis;
      return { code: exitCode, diagnosis, output: stdout + stderr };
    },
    /** The containers of `doctor` that are there. */
    left: () => docker("ps", "-aq", "--filter", "label=dagster-multihost.doctor"),
    close: async (): Promise<void> => {
      const names = parts.map((part) => `${name}-${part}`);
      await docker("rm", "--force", "--volumes", ...names).catch(() => undefined);
      await docker("image", "rm", `${name}-older:1`).catch(() => undefined);
      await docker("network", "rm", name).catch(() => undefined);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** What {@link doctorDeployment} makes. */
export type DoctorLab = Awaited<ReturnType<typeof doctorDeployment>>;

/** The findings of a check. */
export function findingsOf({ diagnosis }: Visit, check: string, host?: string): Reported[] {
  return diagnosis.findings.filter((one) => one.check === check && (host === undefined || one.host === host));
}
