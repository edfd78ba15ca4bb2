import type { Report } from "../../scripts/report.ts";
import type { DockerEngine } from "../docker/engine.ts";
import { baseImage } from "./base.ts";
import { debianImage } from "./debian.ts";
import { buildDagster, buildPostgres } from "./product.ts";
import { buildDagsterHost, buildServer } from "./servers.ts";

/** Every image of the lab, by what it is for. */
export interface LabImages {
  debian: string;
  base: string;
  resolver: string;
  registry: string;
  /** A server with Docker Engine. */
  host: string;
  bareHost: string;
  /** A server without Docker, with Dagster in /opt/dagster/venv. */
  dagsterHost: string;
  dagster: string;
  codeLocation: string;
  controlPlane: string;
  postgres: string;
}

/** Builds the images that the engine lacks. Two run side by side: what the servers are, and what is to run on them. */
export async function buildLabImages(engine: DockerEngine, report: Report): Promise<LabImages> {
  const debian = await debianImage(engine, report);
  const base = await baseImage(engine, report);
  const dagster = buildDagster(engine, report, base, "base");
  const [servers, product] = await Promise.all([
    buildServers(engine, report, base, dagster),
    buildProduct(engine, report, base, dagster),
  ]);
  return { debian, base, ...servers, ...product };
}

async function buildServers(engine: DockerEngine, report: Report, base: string, dagster: Promise<string>) {
  const resolver = await buildServer(engine, report, base, "resolver");
  const registry = await buildServer(engine, report, base, "registry");
  const bareHost = await buildServer(engine, report, base, "host", "bare");
  const host = await buildServer(engine, report, base, "host");
  const dagsterHost = await buildDagsterHost(engine, report, bareHost, await dagster);
  return { resolver, registry, bareHost, host, dagsterHost };
}

// One after the other: layers that the images share are built once.
async function buildProduct(engine: DockerEngine, report: Report, base: string, dagster: Promise<string>) {
  return {
    dagster: await dagster,
    codeLocation: await buildDagster(engine, report, base, "code-location"),
    controlPlane: await buildDagster(engine, report, base, "control-plane"),
    postgres: await buildPostgres(engine, report, base),
  };
}
