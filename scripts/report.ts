/** Takes one line of progress; what is printed, and where, is the caller's choice. */
export type Report = (line: string) => void;

/**
 * An error that a user can cause and mend. Its message names the item and the fix, so that it is printed without a
 * stack trace.
 */
export class UserError extends Error {
  /** Stable, upper case, listed in docs/errors.md, such as `SSH_UNREACHABLE`. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "UserError";
    this.code = code;
  }
}
