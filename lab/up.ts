import { installPackages, isInstalled } from "../scripts/packages.ts";
import type { Report } from "../scripts/report.ts";
import { ensureDocker } from "./docker/ensure.ts";
import type { DockerEngine } from "./docker/engine.ts";
import { ensureHost } from "./hosts.ts";
import { baseImage } from "./images/base.ts";
import { buildDagster, buildPostgres } from "./images/product.ts";
import { buildDagsterHost, buildServer } from "./images/servers.ts";
import { keyPair } from "./keys.ts";
import type { Lab, LabHost } from "./lab.ts";
import { ensureNetwork } from "./network.ts";
import { step } from "../scripts/progress.ts";
import { pushImage } from "./push.ts";
import { ensureRegistry } from "./registry.ts";
import type { Registry } from "./registry.ts";
import { ensureResolver } from "./resolver.ts";
import { hostSpecs, network, registrySpec } from "./topology.ts";

/**
 * Brings the lab up: Docker Engine, images, network, registry and hosts. Makes what is missing and leaves alone what is there,
 * so that a second call takes a few seconds.
 *
 * @throws UserError With one of the codes of docs/lab.md.
 */
export async function labUp(report: Report): Promise<Lab> {
  if (!(await isInstalled("ssh"))) {
    await installPackages(report, ["openssh-client"], "SSH_CLIENT_MISSING", "the OpenSSH client");
  }
  const engine = await ensureDocker(report);
  const base = await baseImage(engine, report);
  await ensureNetwork(engine);
  const registry = await startServices(engine, report, base);
  // Two lanes side by side: what runs the hosts, and what is to run on them.
  const dagster = buildDagster(engine, report, base, "base");
  const [hosts, images] = await Promise.all([
    startHosts(engine, report, base, registry, dagster),
    dagster.then(() => fillRegistry(engine, report, base, registry)),
  ]);
  return {
    network: { name: network.name, subnet: network.subnet },
    hosts,
    privateKeyFile: keyPair("id_ed25519").file,
    registry: { url: registrySpec.url, username: registrySpec.username, passwordFile: registry.passwordFile },
    images,
    dockerHost: engine.host,
  };
}

async function startServices(engine: DockerEngine, report: Report, base: string): Promise<Registry> {
  const resolver = await buildServer(engine, report, base, "resolver");
  const registry = await buildServer(engine, report, base, "registry");
  return step(report, "Starting the DNS server and the registry", async () => {
    await ensureResolver(engine, resolver);
    return ensureRegistry(engine, registry);
  });
}

async function startHosts(
  engine: DockerEngine,
  report: Report,
  base: string,
  registry: Registry,
  dagster: Promise<string>,
): Promise<LabHost[]> {
  const bare = await buildServer(engine, report, base, "host", "bare");
  const withDocker = await buildServer(engine, report, base, "host");
  const withDagster = await buildDagsterHost(engine, report, bare, await dagster);
  return step(report, `Starting ${hostSpecs.map((spec) => spec.name).join(", ")}`, () =>
    Promise.all(
      hostSpecs.map((spec) =>
        ensureHost(engine, spec, {
          image: spec.kind === "docker" ? withDocker : withDagster,
          registryCa: registry.ca,
        }),
      ),
    ),
  );
}

// One after the other: layers that the images share are then built and sent once.
async function fillRegistry(engine: DockerEngine, report: Report, base: string, registry: Registry) {
  const push = (image: string) => pushImage(engine, report, registry, image);
  const codeLocation = await push(await buildDagster(engine, report, base, "code-location"));
  const controlPlane = await push(await buildDagster(engine, report, base, "control-plane"));
  const postgres = await push(await buildPostgres(engine, report, base));
  return { controlPlane, codeLocation, postgres };
}
