import { randomBytes } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureDocker } from "../../lab/docker/ensure.ts";
import { baseImage } from "../../lab/images/base.ts";
import { buildDagster, buildPostgres } from "../../lab/images/product.ts";
import { bundleLauncher } from "../../launcher/cli/bundle.ts";
import { parseDockerUrl } from "../../launcher/config/index.ts";
import { UserError } from "../../scripts/report.ts";
import type { Report } from "../../scripts/report.ts";
import { ensureVenv } from "../../scripts/venv.ts";
import type { SystemName } from "../names.ts";
import type { Closing } from "./closing.ts";
import { benchLabel, EngineApi } from "./engineApi.ts";
import { startCodeServer, startPostgres } from "./servers.ts";
import { StartTimes } from "./startTimes.ts";
import { tinyImage } from "./tinyImage.ts";

/** Everything that the systems have in common. */
export type Environment = {
  id: string;
  /** A temporary directory with a short path: a Unix socket's path has at most 107 bytes. */
  directory: string;
  socketPath: string;
  engine: EngineApi;
  network: string;
  password: string;
  postgres: { container: string; address: string };
  codeServer: { host: string; port: number };
  /** `example`: Dagster and the example code location. `tiny`: a `dagster` that only sleeps. */
  images: { example: string; tiny: string };
  /** `peer` is made only where the peer is measured. */
  venvs: { ours: string; peer: string };
  /** The launcher as one file, as the Python package brings it. */
  bundle: string;
  startTimes: StartTimes;
  closing: Closing;
};

/**
 * Brings up Docker, the images, the Python environments, Postgres and a code server. What it starts is added to `closing`.
 *
 * @throws UserError `BENCH_ENGINE_REMOTE` when the engine is not on this machine.
 */
export async function setUp(
  report: Report,
  closing: Closing,
  systems: readonly SystemName[],
): Promise<Environment> {
  const docker = await ensureDocker(report);
  const address = parseDockerUrl(docker.host);
  if (typeof address === "string" || address.kind !== "unix") {
    const message = `The benchmark needs a Docker Engine on this machine, and DOCKER_HOST is ${docker.host}. Unset it.`;
    throw new UserError("BENCH_ENGINE_REMOTE", message);
  }
  const id = randomBytes(4).toString("hex");
  const directory = mkdtempSync(join(tmpdir(), "dm-bench-"));
  closing.add(() => rm(directory, { recursive: true, force: true }));
  const ours = await ensureVenv(report, "bench/requirements.txt", "Dagster and dagster-docker");
  const peer = systems.includes("peer")
    ? await ensureVenv(report, "bench/requirements-peer.txt", "Dagster and dagster-multihost-launcher 0.2.0")
    : ours;
  const base = await baseImage(docker, report);
  const images = {
    example: await buildDagster(docker, report, base, "code-location"),
    tiny: await tinyImage(docker),
  };
  const bundle = join(directory, "launcher.mjs");
  await bundleLauncher(bundle);

  const engine = new EngineApi(address.socketPath);
  closing.add(() => engine.close());
  const network = `dagster-multihost-bench-${id}`;
  closing.add(await engine.network(network));
  closing.add(() => removeAll(engine, id, network));
  const password = randomBytes(12).toString("hex");
  const parts = { id, network, password };
  report("Starting Postgres and the code server");
  const postgres = await startPostgres(engine, await buildPostgres(docker, report, base), parts);
  const codeServer = await startCodeServer(engine, images.example, parts);
  const startTimes = await StartTimes.follow(address.socketPath);
  closing.add(() => startTimes.close());
  return {
    ...{ id, directory, socketPath: address.socketPath, engine, network, password, postgres, codeServer },
    ...{ images, venvs: { ours, peer }, bundle, startTimes, closing },
  };
}

/** Every container of the benchmark, whoever made it: it has the label or is on the network. */
async function removeAll(engine: EngineApi, id: string, network: string): Promise<void> {
  const found = await Promise.all([
    engine.find({ label: [`${benchLabel}=${id}`] }),
    engine.find({ network: [network] }),
  ]);
  await engine.remove([...new Set(found.flat())]);
}
