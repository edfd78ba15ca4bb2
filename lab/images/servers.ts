import { join } from "node:path";
import { checkout } from "../../scripts/cache.ts";
import type { Report } from "../../scripts/report.ts";
import type { DockerEngine } from "../docker/engine.ts";
import { buildImage } from "./build.ts";

/** An image that the lab's own containers are started from: a folder of lab/images. */
export type ServerImage = "registry" | "resolver" | "host";

/** Builds the image of the lab's registry, of its DNS server or of its hosts. Target `bare`: a host without Docker. */
export function buildServer(
  engine: DockerEngine,
  report: Report,
  base: string,
  name: ServerImage,
  target?: "bare",
): Promise<string> {
  return buildImage(engine, report, {
    repository: `dagster-multihost/lab-${[name, target].filter((part) => part !== undefined).join("-")}`,
    context: join(checkout, "lab/images", name),
    buildArguments: { BASE: base },
    ...(target === undefined ? {} : { target }),
  });
}

/** Builds the host that has no Docker, but Dagster in /opt/dagster/venv. */
export function buildDagsterHost(
  engine: DockerEngine,
  report: Report,
  bareHost: string,
  dagster: string,
): Promise<string> {
  return buildImage(engine, report, {
    repository: "dagster-multihost/lab-host-dagster",
    context: join(checkout, "lab/images/host-dagster"),
    buildArguments: { HOST: bareHost, DAGSTER: dagster },
  });
}
