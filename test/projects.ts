/** The test files of each project of vitest.config.ts, as patterns. */
export const projects = {
  unit: ["test/unit/**/*.test.ts"],
  integration: ["test/integration/**/*.test.ts"],
  e2e: ["test/e2e/*.test.ts", "test/e2e/provisioning/*.test.ts"],
  // One deployment for all files of a folder: here each begins from it as it was; there they only look at its runs.
  standing: ["test/e2e/standing/*.test.ts"],
  peer: ["test/e2e/peer/*.test.ts"],
};

/** The name of a project. */
export type Project = keyof typeof projects;
