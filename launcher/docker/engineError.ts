import { EngineError } from "./port.ts";
import { LauncherError } from "../error.ts";

/**
 * The error as an answer of the engine: an {@link EngineError} when it has an HTTP status, itself when it was
 * translated before; undefined when the engine did not answer.
 */
export function engineError(error: unknown, hostName: string): Error | undefined {
  if (error instanceof LauncherError || error instanceof EngineError) return error;
  if (!(error instanceof Error) || !("statusCode" in error) || typeof error.statusCode !== "number")
    return undefined;
  const json: unknown = "json" in error ? error.json : undefined;
  // For a streamed answer dockerode has the engine's text in its own sentence only.
  const text = messageOf(json) ?? error.message.replace(/^\(HTTP code \d+\) .*? - /, "");
  const message = text.trim().replace(/\.$/, "");
  // A plain request to a TLS port is answered by Go's HTTP server, not by the engine.
  if (message.includes("HTTP request to an HTTPS server")) return undefined;
  return new EngineError(error.statusCode, `Docker on '${hostName}' answered: ${message}`, { cause: error });
}

function messageOf(json: unknown): string | undefined {
  if (typeof json !== "object" || json === null || !("message" in json)) return undefined;
  return typeof json.message === "string" ? json.message : undefined;
}
