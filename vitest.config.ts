import { defineConfig } from "vitest/config";
import { projects } from "./test/projects.ts";

/** A slow machine makes nothing fail: what is waited for has 10 seconds where a test does not say otherwise. */
const expect = { poll: { timeout: 10_000 } };

/** These share the servers, ports and caches of a lab, so one file runs at a time; `npm test` has two labs. */
const onLab = { expect, fileParallelism: false };
const measure = "test/e2e/support/measure.ts";

/** Unit tests run side by side, and share what they import. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: projects.unit, expect, testTimeout: 30_000 } },
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
