import { labIndex } from "../../lab/topology.ts";

/**
 * Makes sure that tests do not run on lab 0, which is the demo's.
 *
 * @throws Error that says how to run them.
 */
export function onTestLab(): void {
  if (labIndex > 0) return;
  throw new Error(
    "These tests change servers, and lab 0 is the demo's. Run them with `npm test -- integration e2e --only TEXT`, or on a lab " +
      "of theirs: `npm run lab -- enter 1 npx vitest run --project PROJECT FILE`.",
  );
}
