/** What is answered for a failed request: see docs/errors.md for the codes. */
export type LauncherErrorBody = { code: string; message: string; retryable: boolean };

/** An error whose message is meant for the user who launched the run: it names the host or field, and the fix. */
export class LauncherError extends Error {
  /** Stable, upper case, listed in docs/errors.md. */
  readonly code: string;
  /** Whether the same request may succeed later, as when a host cannot be reached now. */
  readonly retryable: boolean;

  constructor(code: string, message: string, options: ErrorOptions & { retryable?: boolean } = {}) {
    super(message, options);
    this.name = "LauncherError";
    this.code = code;
    this.retryable = options.retryable ?? false;
  }

  /** The error as it goes over the wire. */
  get body(): LauncherErrorBody {
    return { code: this.code, message: this.message, retryable: this.retryable };
  }
}

/** A Docker host that does not answer. The outcome of the request is unknown: the host may have acted on it. */
export class HostUnreachableError extends LauncherError {
  constructor(
    message: string,
    { code = "HOST_UNREACHABLE", ...options }: ErrorOptions & { code?: string | undefined } = {},
  ) {
    super(code, message, { ...options, retryable: true });
    this.name = "HostUnreachableError";
  }
}

/** A Docker host whose answer cannot be used, as from a broken engine or a proxy: it says nothing about what is there. */
export class EngineAnswerError extends HostUnreachableError {
  constructor(message: string, options?: ErrorOptions) {
    super(message, { ...options, code: "ENGINE_ANSWER_INVALID" });
    this.name = "EngineAnswerError";
  }
}
