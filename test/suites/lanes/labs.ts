import { cacheDirectory } from "../../../scripts/cache.ts";
import type { Report } from "../../../scripts/report.ts";
import { daemonFiles } from "../../../lab/docker/files.ts";
import { installDocker } from "../../../lab/docker/install.ts";
import { engineAt } from "../../../lab/docker/engine.ts";
import type { DockerEngine } from "../../../lab/docker/engine.ts";
import { copyImages } from "../../../lab/images/copy.ts";
import { closeNamespace, ensureNamespace, within } from "../../../lab/namespace.ts";
import { labSuffix } from "../../../lab/topology.ts";

/** The labs that the tests have to themselves, side by side; lab 0 is the demo's, and is left alone. */
export const testLabs = [1, 2];

/**
 * Makes the labs of the tests, empty as on a new machine: whatever an earlier run left is ended first. Images are built once, on
 * the first lab's engine, and copied to the others.
 */
export async function makeLabs(report: Report): Promise<void> {
  // Out here, where the package manager meets this machine as it is.
  await installDocker(report);
  await Promise.all(
    testLabs.map(async (lab) => {
      await closeNamespace(lab);
      await ensureNamespace(lab, report);
    }),
  );
  const [first = 1, ...others] = testLabs;
  const images = await builtImages(first, report);
  for (const lab of others) {
    await script(lab, "test/suites/lanes/engine.ts", report);
    await copyImages(engineOf(first), engineOf(lab), images, report);
  }
  await Promise.all(testLabs.map((lab) => script(lab, "test/suites/lanes/freshLab.ts", report)));
}

/** Ends everything in the labs of the tests. */
export async function closeLabs(): Promise<void> {
  await Promise.all(testLabs.map(closeNamespace));
}

async function builtImages(lab: number, report: Report): Promise<string[]> {
  const images = JSON.parse(await script(lab, "lab/main.ts", report, ["images"])) as Record<string, string>;
  return Object.values(images);
}

/** Runs a program of this checkout in a lab; its lines on standard error are progress. */
async function script(lab: number, file: string, report: Report, args: string[] = []): Promise<string> {
  const child = within(lab, ["node", file, ...args], { stdin: "ignore" });
  for await (const line of child.iterable({ from: "stderr" })) report(`lab ${lab}: ${line}`);
  return (await child).stdout;
}

function engineOf(lab: number): DockerEngine {
  return engineAt(`unix://${daemonFiles(cacheDirectory(`docker${labSuffix(lab)}`)).socket}`, true);
}
