/** The test files of each project of vitest.config.ts, as patterns. */
export const projects = {
  unit: ["test/unit/**/*.test.ts"],
  integration: ["test/integration/**/*.test.ts"],
  e2e: ["test/e2e/*.test.ts", "test/e2e/provisioning/*.test.ts"],
  // One deployment for all of its files, which only look at its runs.
  peer: ["test/e2e/peer/*.test.ts"],
};

/** The name of a project. */
export type Project = keyof typeof projects;
