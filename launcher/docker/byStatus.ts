import { isAbsent } from "./engineError.ts";
import { EngineError } from "./port.ts";

/**
 * What some refusals of the engine mean, such as that a container is running already; 404 counts only where the engine
 * says that there is no such container or image.
 *
 * @throws The error, when it is none of them.
 */
export function byStatus<T>(error: unknown, answers: Record<number, T>): T {
  const known = error instanceof EngineError && (error.status !== 404 || isAbsent(error));
  if (known && error.status in answers) return answers[error.status] as T;
  throw error;
}

/** Undefined when the engine says that there is no such container or image. */
export function absent(error: unknown): undefined {
  byStatus(error, { 404: undefined });
}

/** Whether the other side closed a connection. */
export function isReset(error: unknown): boolean {
  return error instanceof Error && "code" in error && ["ECONNRESET", "EPIPE"].includes(String(error.code));
}
