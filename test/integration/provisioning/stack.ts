import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation/index.js";
import { ensureEngine } from "../../../engine/install.ts";

/** A stack of a program in this process on the real engine, with a backend of its own. */
export async function openStack(
  stackName: string,
  program: () => Promise<Record<string, unknown>>,
): Promise<Stack> {
  const engine = await ensureEngine((line) => void process.stderr.write(`${line}\n`));
  return await LocalWorkspace.createOrSelectStack(
    { projectName: "provisioning-test", stackName, program },
    {
      pulumiCommand: engine.command,
      envVars: {
        ...engine.environment,
        PULUMI_CONFIG_PASSPHRASE: "test",
        PULUMI_BACKEND_URL: `file://${mkdtempSync(join(tmpdir(), "provisioning-"))}`,
      },
    },
  );
}

/** What a step that fails says; "it succeeded" when it does not. */
export async function failure(step: Promise<unknown>): Promise<string> {
  return await step.then(
    () => "it succeeded",
    (error: unknown) => (error as Error).message,
  );
}
