import * as pulumi from "@pulumi/pulumi";
import type { Rotation } from "../components/index.ts";

/**
 * What the last completed `up` reached, for things that take more than one `up`. It is an output of the stack, so an `up` that
 * fails or is interrupted leaves it as it was.
 */
export interface LastUp {
  rotation?: Rotation;
  /** Names of the hosts that it declared. */
  hosts: string[];
  /** Names of the hosts that it marked as gone: what is known of them can be dropped without contacting them. */
  gone: string[];
}

/** The name of the stack's output that holds a {@link LastUp}. */
export const lastUpOutput = "lastUp";

/** Reads it from the stack's own state; empty before the first `up` has completed. */
export async function readLastUp(): Promise<LastUp> {
  const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  const state = (await pulumi.runtime.invoke("pulumi:pulumi:readStackOutputs", { name })) as {
    outputs?: Record<string, unknown>;
  };
  const last = state.outputs?.[lastUpOutput] as Partial<LastUp> | undefined;
  return { ...last, hosts: last?.hosts ?? [], gone: last?.gone ?? [] };
}
