import * as pulumi from "@pulumi/pulumi";
import { deploy } from "./deploy.ts";
import { loadFleet } from "./fleet/load.ts";
import type { Locate } from "./fleet/position.ts";
import { withoutGone } from "./gone.ts";
import { readLastUp } from "./lastUp.ts";
import type { StackOutputs } from "./outputs.ts";
import { preflight } from "./preflight/index.ts";

/**
 * Checks a fleet, looks at its servers, and declares everything that it describes.
 *
 * @param value          A fleet as it is written.
 * @param options.locate Where in the stack's settings a field is, for messages. Default: unknown.
 * @param options.parent Whose child everything becomes. Default: the stack's.
 * @throws ProvisioningError before anything is declared.
 */
export async function declareFleet(
  value: unknown,
  { locate, parent }: { locate?: Locate; parent?: pulumi.Resource } = {},
): Promise<StackOutputs> {
  const last = await readLastUp();
  const { fleet, notes } = withoutGone(loadFleet(value, locate), last);
  await preflight(fleet, last);
  for (const note of notes) void pulumi.log.warn(note);
  return deploy(fleet, undefined, last.rotation, parent);
}
