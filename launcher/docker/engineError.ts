import { EngineAnswerError, LauncherError } from "../error.ts";
import { AnswerFault } from "./answerFault.ts";
import { EngineError } from "./port.ts";

/** A request that failed: of which host, and what it asked for. */
export type FailedRequest = {
  hostName: string;
  dockerUrl: string;
  /** Whether the engine may refuse it for a reason that lies in the request, as to create a container. */
  mayRefuse: boolean;
};

/** The statuses of what stands between the launcher and an engine, or of an engine that cannot work now. */
const elsewhere = [408, 425, 429, 502, 503, 504];

/**
 * The error as an answer of the engine: an {@link EngineError} when the engine itself refused, an `EngineAnswerError` when
 * the answer cannot be used, itself when it was translated before; undefined when nobody answered.
 */
export function engineError(error: unknown, request: FailedRequest): Error | undefined {
  if (error instanceof LauncherError) return error;
  if (!(error instanceof Error)) return undefined;
  const { statusCode, json, code } = error as { statusCode?: unknown; json?: unknown; code?: unknown };
  if (typeof statusCode === "number") return answered(error, statusCode, messageOf(json), request);
  if (error instanceof AnswerFault) return unusable(request, error.message, error);
  // What Node's HTTP parser does not take for HTTP.
  if (typeof code === "string" && code.startsWith("HPE_")) {
    return unusable(request, `it does not speak HTTP there (${code})`, error);
  }
  return undefined;
}

function answered(
  error: Error,
  status: number,
  message: string | undefined,
  request: FailedRequest,
): Error | undefined {
  const refused = new EngineError(status, `Docker on '${request.hostName}' answered: ${message ?? ""}`, {
    cause: error,
  });
  if (status === 304 && message !== undefined) return refused;
  const expected = request.mayRefuse ? !elsewhere.includes(status) : status === 404 && isAbsent(refused);
  // The engine gives a reason with every refusal. Whoever gives none must not be believed that a container is gone.
  if (message !== undefined && status >= 400 && expected) return refused;
  const reason = message === undefined ? "" : `: ${message}`;
  return unusable(request, `it answered with HTTP status ${status}${reason}`, error);
}

function unusable({ hostName, dockerUrl }: FailedRequest, what: string, cause: unknown): EngineAnswerError {
  return new EngineAnswerError(
    `Docker host '${hostName}' (${dockerUrl}) gave no usable answer: ${what}. ` +
      "Check that docker_url names the Docker Engine itself, and what dockerd's log says there.",
    { cause },
  );
}

/** Whether the engine said that there is no such container or image, and not somebody else that there is no such page. */
export function isAbsent(error: EngineError): boolean {
  return error.status === 404 && /no such (container|image)/i.test(error.message);
}

function messageOf(json: unknown): string | undefined {
  if (typeof json !== "object" || json === null || !("message" in json)) return undefined;
  if (typeof json.message !== "string" || json.message.trim() === "") return undefined;
  return json.message.trim().slice(0, 2000).replace(/\.$/, "");
}
