import * as pulumi from "@pulumi/pulumi";
import type { Rotation } from "../components/index.ts";

/** What the last completed `up` reached, for things that take more than one `up`. */
export interface LastUp {
  rotation?: Rotation;
  /** Names of the hosts that it declared. */
  hosts: string[];
  /** Names of the hosts that it marked as gone: what is known of them can be dropped without contacting them. */
  gone: string[];
  /** The name of the host that ran the control plane. */
  controlPlane?: string;
  /** From when on an `up` renews a host's server certificate, RFC 3339, by the host's name. */
  certificates?: Record<string, string>;
}

const resourceName = "last-up";

/**
 * Keeps it in the stack's state, in a resource and not among the outputs: those are lost when an `up` fails.
 *
 * @param completed Known once everything else has succeeded; an `up` that fails or is interrupted leaves the record as it was.
 */
export function recordUp(
  last: LastUp,
  completed: pulumi.Output<unknown>,
  opts: pulumi.CustomResourceOptions = {},
): void {
  new pulumi.Stash(resourceName, { input: completed.apply(() => last) }, opts);
}

/** Reads it from the stack's own state; empty before the first `up` has completed. */
export async function readLastUp(): Promise<LastUp> {
  const stackName = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const { outputs } = (await pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", {
    stackName,
  })) as {
    outputs: Record<string, { type: string; outputs: { input?: LastUp } }>;
  };
  const [, stash] = Object.entries(outputs).find(([urn]) => urn.endsWith(`:Stash::${resourceName}`)) ?? [];
  return stash?.outputs.input ?? { hosts: [], gone: [] };
}
