import * as pulumi from "@pulumi/pulumi";
import { ProvisioningError } from "../errors.ts";

const warned = new Set<string>();

/**
 * What looking at a server found. In a preview, a server that cannot be reached makes it unknown instead of an error, with a
 * warning: the rest of the plan can be seen all the same.
 *
 * @throws whatever `look` throws, but for SSH_UNREACHABLE in a preview.
 */
export async function whenReachable<T>(look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (error) {
    if (!pulumi.runtime.isDryRun() || !isUnreachable(error)) throw error;
    warnOnce(`${error.message} This preview goes on without it.`);
    return pulumi.unknown as unknown as T;
  }
}

/** Whether an error says that nobody answers over SSH. */
export function isUnreachable(error: unknown): error is ProvisioningError {
  return error instanceof ProvisioningError && error.code === "SSH_UNREACHABLE";
}

/** Shows a warning, once in a preview. */
export function warnOnce(message: string): void {
  if (warned.has(message)) return;
  warned.add(message);
  void pulumi.log.warn(message);
}
