import { RunError } from "@pulumi/pulumi";

/**
 * An error that a user can cause and mend. Pulumi prints its message alone, without a stack trace.
 *
 * The code is stable and explained in docs/errors.md.
 */
export class ProvisioningError extends RunError {
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}
