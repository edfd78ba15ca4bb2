import { execa } from "execa";
import type { Report } from "../../scripts/report.ts";
import { step } from "../../scripts/progress.ts";
import type { DockerEngine } from "../docker/engine.ts";
import { hasImage } from "./build.ts";

/** Copies images from one engine to another that lacks them: layers that they share go over once, and nothing is built twice. */
export async function copyImages(
  from: DockerEngine,
  to: DockerEngine,
  images: string[],
  report: Report,
): Promise<void> {
  const there = await Promise.all(images.map((image) => hasImage(to, image)));
  const missing = images.filter((_, index) => there[index] !== true);
  if (missing.length === 0) return;
  await step(report, `Copying ${missing.length} images to the next lab`, () =>
    execa("docker", ["save", ...missing], {
      env: from.environment,
      encoding: "buffer",
      buffer: false,
    }).pipe("docker", ["load", "--quiet"], { env: to.environment }),
  );
}
