import type { FastifyBaseLogger } from "fastify";
import type { LogFields } from "../log/fields.ts";
import type { Emit } from "../runs/requests.ts";

/** The log of one step of a run: what happens in it, and one line at its end with its duration. */
export class StepLog {
  readonly #log: FastifyBaseLogger;
  readonly #began = performance.now();

  constructor(log: FastifyBaseLogger, fields: LogFields = {}) {
    this.#log = log.child(fields);
  }

  /** Logs the events of a launch, too: warnings as such, the others at level debug. */
  events(emit: Emit): Emit {
    return (event) => {
      this.#log[event.level === "warning" ? "warn" : "debug"](event.message);
      emit(event);
    };
  }

  done(fields: LogFields, message: string): void {
    this.#log.info({ ...fields, ...this.#duration }, message);
  }

  failed(error: unknown, code: string, message: string): void {
    this.#log.warn({ err: error, code, ...this.#duration }, message);
  }

  get #duration(): LogFields {
    return { duration_ms: Math.round(performance.now() - this.#began) };
  }
}
