import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { execa } from "execa";
import type { Lab } from "../lab.ts";
import { containerName } from "../topology.ts";
import { stackDirectory } from "./workspace.ts";

/**
 * Forgets what a stack says it made on servers that are no more: the lab may have been taken down and brought up again since, and
 * its new servers are empty.
 *
 * @param forget Removes the stack's state.
 */
export async function forgetOldServers(stack: Stack, lab: Lab, forget: () => Promise<void>): Promise<void> {
  const file = join(stackDirectory(), `${stack.name}.servers`);
  const servers = await incarnation(lab);
  if (existsSync(file) && readFileSync(file, "utf8") !== servers) await forget();
  writeFileSync(file, servers);
}

/** Differs between two labs that were brought up one after the other. */
async function incarnation(lab: Lab): Promise<string> {
  const names = lab.hosts.map(({ name }) => containerName(name));
  const { stdout } = await execa("docker", [
    "--host",
    lab.dockerHost,
    "inspect",
    "--format",
    "{{.Id}}",
    ...names,
  ]);
  return createHash("sha256").update(stdout).digest("hex");
}
