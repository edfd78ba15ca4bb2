import { defineConfig } from "vitest/config";

/** A slow machine makes nothing fail: what is waited for has 10 seconds where a test does not say otherwise. */
const expect = { poll: { timeout: 10_000 } };

/** Unit tests run side by side; the others share real servers, ports and caches, so one file runs at a time. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["test/unit/**/*.test.ts"], expect } },
      {
        test: {
          name: "integration",
          expect,
          include: ["test/integration/**/*.test.ts"],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 1_800_000,
        },
      },
      {
        test: {
          name: "e2e",
          expect,
          include: ["test/e2e/*.test.ts", "test/e2e/provisioning/*.test.ts"],
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 3_000_000,
        },
      },
      {
        // One deployment for all of its files, which only look at its runs.
        test: {
          name: "peer",
          expect,
          include: ["test/e2e/peer/*.test.ts"],
          globalSetup: "test/e2e/peer/setup.ts",
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
