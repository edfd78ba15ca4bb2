import { installPackages, isInstalled } from "../scripts/packages.ts";
import type { Report } from "../scripts/report.ts";
import { ensureDocker } from "./docker/ensure.ts";
import type { DockerEngine } from "./docker/engine.ts";
import { ensureHost } from "./hosts.ts";
import { buildLabImages } from "./images/all.ts";
import type { LabImages } from "./images/all.ts";
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
  const built = await buildLabImages(engine, report);
  await ensureNetwork(engine);
  const registry = await startServices(engine, report, built);
  const [hosts, images] = await Promise.all([
    startHosts(engine, report, built, registry),
    fillRegistry(engine, report, built, registry),
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

function startServices(engine: DockerEngine, report: Report, built: LabImages): Promise<Registry> {
  return step(report, "Starting the DNS server and the registry", async () => {
    await ensureResolver(engine, built.resolver);
    return ensureRegistry(engine, built.registry);
  });
}

function startHosts(
  engine: DockerEngine,
  report: Report,
  built: LabImages,
  registry: Registry,
): Promise<LabHost[]> {
  return step(report, `Starting ${hostSpecs.map((spec) => spec.name).join(", ")}`, () =>
    Promise.all(
      hostSpecs.map((spec) =>
        ensureHost(engine, spec, {
          image: spec.kind === "docker" ? built.host : built.dagsterHost,
          registryCa: registry.ca,
        }),
      ),
    ),
  );
}

// One after the other: layers that the images share are sent once.
async function fillRegistry(engine: DockerEngine, report: Report, built: LabImages, registry: Registry) {
  const push = (image: string) => pushImage(engine, report, registry, image);
  const codeLocation = await push(built.codeLocation);
  const controlPlane = await push(built.controlPlane);
  const postgres = await push(built.postgres);
  return { controlPlane, codeLocation, postgres };
}
