import { readFileSync } from "node:fs";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { demoFleet } from "../../../lab/demo/fleet.ts";
import { configure, labStack } from "../../../lab/demo/stack.ts";
import type { Lab } from "../../../lab/lab.ts";
import { labUp } from "../../../lab/up.ts";
import type { FleetInput } from "../../../stacks/fleet/schema.ts";

export const report = (line: string): void => void process.stderr.write(`  ${line}\n`);

/** The lab with a stack of its own for one test file. */
export interface Deployment {
  lab: Lab;
  stack: Stack;
  /** The password of the lab's registry; a test may put a wrong one here. */
  password: string;
  /** Writes the demo's fleet, changed as wanted, into the stack's settings. */
  describe: (change?: (fleet: FleetInput) => void) => Promise<void>;
}

/** Brings the lab up and makes the stack; nothing is deployed yet. */
export async function newDeployment(name: string): Promise<Deployment> {
  const lab = await labUp(report);
  const stack = await labStack(lab, report, name);
  const deployment: Deployment = {
    lab,
    stack,
    password: readFileSync(lab.registry.passwordFile, "utf8").trim(),
    async describe(change = () => undefined) {
      const { fleet, passwordPaths } = demoFleet(lab);
      change(fleet);
      await configure(
        stack,
        fleet,
        Object.fromEntries(passwordPaths.map((path) => [path, deployment.password])),
      );
    },
  };
  return deployment;
}
