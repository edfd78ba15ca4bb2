import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Engine } from "../../engine/install.ts";
import { cacheDirectory } from "../../scripts/cache.ts";
import { labSuffix } from "../topology.ts";

/** The demo's stack. Its settings are in Pulumi.demo.yaml, which git does not track. */
export const stackName = "demo";

/** Where the stacks of a lab keep what they know of its servers; made when missing. */
export function stackDirectory(...path: string[]): string {
  return cacheDirectory(`demo${labSuffix()}`, ...path);
}

/**
 * The environment in which `pulumi` works on the demo's stack: a backend of files and a passphrase, both outside the checkout, so
 * that any checkout can take the demo down again.
 */
export function demoEnvironment(engine: Engine): Record<string, string> {
  const backend = stackDirectory("state");
  return {
    ...engine.environment,
    PULUMI_BACKEND_URL: `file://${backend}`,
    PULUMI_CONFIG_PASSPHRASE: passphrase(),
  };
}

// One for all labs: a stack's settings, in the checkout, are encrypted with it.
function passphrase(): string {
  const file = join(cacheDirectory("demo"), "passphrase");
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString("base64url"), { mode: 0o600 });
  return readFileSync(file, "utf8");
}
