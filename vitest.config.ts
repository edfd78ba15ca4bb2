import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";
import { projects } from "./test/projects.ts";

/** A slow machine makes nothing fail: what is waited for has 10 seconds where a test does not say otherwise. */
const expect = { poll: { timeout: 10_000 } };

/**
 * These share the servers, ports and caches of a lab, so one file runs at a time; `npm test` has two labs. No file imports again what
 * another has: Pulumi alone takes a second.
 */
const onLab = { expect, fileParallelism: false, isolate: false };
const measure = "test/e2e/support/measure.ts";

/** The files of `standing` in the order of their names: what takes servers away comes last. The others as Vitest has them. */
class Sequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    if (files.some(({ project }) => project.name !== "standing")) return await super.sort(files);
    return files.toSorted((a, b) => (a.moduleId < b.moduleId ? -1 : 1));
  }
}

/** Unit tests run side by side, and share what they import. */
export default defineConfig({
  test: {
    sequence: { sequencer: Sequencer },
    projects: [
      { test: { name: "unit", include: projects.unit, expect, testTimeout: 30_000, isolate: false } },
      {
        test: {
          ...{ name: "integration", include: projects.integration, ...onLab },
          globalSetup: "test/integration/setup.ts",
          testTimeout: 300_000,
          hookTimeout: 1_800_000,
        },
      },
      {
        test: {
          ...{ name: "e2e", include: projects.e2e, ...onLab },
          globalSetup: "test/e2e/setup.ts",
          setupFiles: measure,
          testTimeout: 600_000,
          hookTimeout: 3_000_000,
        },
      },
      {
        test: {
          ...{ name: "standing", include: projects.standing, ...onLab },
          globalSetup: ["test/e2e/setup.ts", "test/e2e/standing/setup.ts"],
          setupFiles: measure,
          testTimeout: 600_000,
          hookTimeout: 3_000_000,
        },
      },
      {
        test: {
          ...{ name: "peer", include: projects.peer, ...onLab },
          globalSetup: ["test/e2e/setup.ts", "test/e2e/peer/setup.ts"],
          setupFiles: measure,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
