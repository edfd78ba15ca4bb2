import { pipeline } from "node:stream/promises";
import { join } from "node:path";
import { execa } from "execa";
import { checkout } from "../../scripts/cache.ts";
import { UserError } from "../../scripts/report.ts";
import type { Report } from "../../scripts/report.ts";
import { docker, dockerMaybe } from "../docker/engine.ts";
import type { DockerEngine } from "../docker/engine.ts";
import { administratorPath, installPackages, isInstalled } from "../../scripts/packages.ts";
import { step } from "../../scripts/progress.ts";
import { rootCommand } from "../../scripts/root.ts";
import { hasImage } from "./build.ts";
import { contextHash } from "./context.ts";

const official = "debian:12-slim";

/**
 * Returns an image of a slim Debian 12: the official one where Docker Hub answers, else one made with debootstrap.
 *
 * @throws UserError `DEBOOTSTRAP_FAILED` when neither works.
 */
export async function debianImage(engine: DockerEngine, report: Report): Promise<string> {
  const ownImage = `dagster-multihost/debian:${contextHash(join(checkout, "lab/images/debian"))}`;
  if (await hasImage(engine, ownImage)) return ownImage;
  if (await hasImage(engine, official)) return official;
  if (await pull(engine, report)) return official;
  await bootstrap(engine, report, ownImage);
  return ownImage;
}

async function pull(engine: DockerEngine, report: Report): Promise<boolean> {
  const asked = await execa("docker", ["manifest", "inspect", official], { reject: false, timeout: 8000 });
  if (asked.failed) return false;
  return step(report, `Pulling ${official}`, async () => {
    return (await dockerMaybe(engine, ["pull", "--quiet", official])) !== undefined;
  });
}

async function bootstrap(engine: DockerEngine, report: Report, image: string): Promise<void> {
  if (!(await isInstalled("debootstrap"))) {
    await installPackages(report, ["debootstrap"], "DEBOOTSTRAP_FAILED", "debootstrap");
  }
  await step(report, "Docker Hub is out of reach: making a Debian base with debootstrap", async () => {
    const [file, ...rest] = rootCommand("sh", [join(checkout, "lab/images/debian/rootfs.sh")]);
    const env = { PATH: administratorPath() };
    const rootfs = execa(file, rest, {
      env,
      stdin: "ignore",
      stdout: "pipe",
      buffer: { stdout: false },
      reject: false,
    });
    const imported = execa("docker", ["import", "--change", 'CMD ["bash"]', "-", image], {
      env: engine.environment,
      reject: false,
    });
    await pipeline(rootfs.stdout, imported.stdin).catch(() => undefined);
    const [made, loaded] = await Promise.all([rootfs, imported]);
    if (!made.failed && !loaded.failed) return;
    await docker(engine, ["image", "rm", "--force", image]).catch(() => undefined);
    const lines = [made.stderr, loaded.stderr].join("\n").trim().split("\n").slice(-15).join("\n");
    throw new UserError(
      "DEBOOTSTRAP_FAILED",
      `Making the Debian base image failed. It needs Docker Hub or a Debian mirror. Last lines:\n${lines}`,
    );
  });
}
