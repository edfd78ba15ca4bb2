import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation/index.js";
import { stringify } from "yaml";
import { ensureEngine } from "../../../engine/install.ts";
import { newKeyPair } from "../../../lab/keys.ts";

/** A stack of a Pulumi project in this checkout, on the real engine, with a state of its own. */
export interface Project {
  stack: Stack;
  /** Where the engine writes its log when a verbosity is asked for. */
  directory: string;
  remove(): void;
}

/**
 * Opens a stack with the given settings and a home that has an SSH key, which opens no server.
 *
 * @param workDir  The directory of Pulumi.yaml.
 * @param settings The content of `Pulumi.<stack>.yaml`.
 */
export async function openProject(workDir: string, stackName: string, settings: object): Promise<Project> {
  const engine = await ensureEngine((line) => void process.stderr.write(`  ${line}\n`));
  const directory = mkdtempSync(join(tmpdir(), "multihost-project-"));
  mkdirSync(join(directory, ".ssh"));
  writeFileSync(join(directory, ".ssh/id_ed25519"), newKeyPair().private, {
    mode: 0o600,
  });
  const file = join(workDir, `Pulumi.${stackName}.yaml`);
  writeFileSync(file, stringify(settings));
  const stack = await LocalWorkspace.createOrSelectStack(
    { stackName, workDir },
    {
      pulumiCommand: engine.command,
      envVars: {
        PULUMI_HOME: process.env["PULUMI_HOME"] ?? join(homedir(), ".pulumi"),
        ...engine.environment,
        HOME: directory,
        PULUMI_CONFIG_PASSPHRASE: "test",
        PULUMI_BACKEND_URL: `file://${directory}`,
      },
    },
  );
  return {
    stack,
    directory,
    remove() {
      rmSync(directory, { recursive: true });
      rmSync(file);
    },
  };
}
