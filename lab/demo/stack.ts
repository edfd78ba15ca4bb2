import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type ConfigMap,
  LocalWorkspace,
  type OutputMap,
  type Stack,
  type UpResult,
} from "@pulumi/pulumi/automation/index.js";
import { parse, stringify } from "yaml";
import { ensureEngine } from "../../engine/install.ts";
import { checkout } from "../../scripts/cache.ts";
import type { Report } from "../../scripts/report.ts";
import type { FleetInput } from "../../stacks/fleet/schema.ts";
import type { Lab } from "../lab.ts";
import { forgetOldServers } from "./incarnation.ts";
import type { StackStatus } from "./outcome.ts";
import { withProgress } from "./progress.ts";
import { demoEnvironment, stackName } from "./workspace.ts";

/** A stack of `stacks/` on the real engine, made when there is none. */
export async function openStack(report: Report, name = stackName): Promise<Stack> {
  const engine = await ensureEngine(report);
  return await LocalWorkspace.createOrSelectStack(
    { stackName: name, workDir: checkout },
    { pulumiCommand: engine.command, envVars: demoEnvironment(engine) },
  );
}

/** The stack for the lab as it is now; what it made on servers that are gone is forgotten. */
export async function labStack(lab: Lab, report: Report, name = stackName): Promise<Stack> {
  const stack = await openStack(report, name);
  let current = stack;
  await forgetOldServers(stack, lab, async () => {
    await removeStack(stack);
    current = await openStack(report, name);
  });
  return current;
}

/**
 * Writes a fleet into the stack's settings.
 *
 * @param secrets Values by path, such as `fleet.hosts[0].registry.password`; the engine encrypts them.
 */
export async function configure(
  stack: Stack,
  fleet: FleetInput,
  secrets: Record<string, string>,
): Promise<void> {
  const file = settingsFile(stack.name);
  const settings = existsSync(file) ? (parse(readFileSync(file, "utf8")) as Record<string, unknown>) : {};
  writeFileSync(file, stringify({ ...settings, config: { "dagster-multihost:fleet": fleet } }));
  const values: ConfigMap = {};
  for (const [path, value] of Object.entries(secrets)) {
    values[`dagster-multihost:${path}`] = { value, secret: true };
  }
  await stack.setAllConfig(values, true);
}

/** `pulumi up`, with a line of progress for each resource. */
export async function up(stack: Stack, report: Report): Promise<UpResult> {
  return await withProgress("up", report, (onEvent) => stack.up({ onEvent, parallel: 16 }));
}

/** `pulumi destroy`; the stack and its settings go with it. */
export async function destroy(stack: Stack, report: Report): Promise<void> {
  await withProgress("destroy", report, (onEvent) => stack.destroy({ onEvent, parallel: 16 }));
  await removeStack(stack);
}

/** Forgets a stack, with whatever it still names. */
export async function removeStack(stack: Stack): Promise<void> {
  await stack.workspace.removeStack(stack.name, { force: true });
  rmSync(settingsFile(stack.name), { force: true });
}

/** The stack's outputs as plain values. Secrets are left out; there should be none. */
export function plainOutputs(outputs: OutputMap): StackStatus {
  const plain = Object.entries(outputs).filter(([, { secret }]) => !secret);
  return Object.fromEntries(
    plain.map(([name, { value }]) => [name, value as unknown]),
  ) as unknown as StackStatus;
}

function settingsFile(name: string): string {
  return join(checkout, `Pulumi.${name}.yaml`);
}
