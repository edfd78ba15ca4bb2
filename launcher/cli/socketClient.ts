import { request } from "node:http";
import { LauncherError } from "../error.ts";

/** The launcher bounds its own work; this is for one that hangs. */
const timeoutMs = 60_000;

/**
 * Sends a request to the launcher that serves a socket, and reads its JSON answer.
 *
 * @throws LauncherError What the launcher answered, or `LAUNCHER_UNREACHABLE`.
 */
export async function askLauncher(socketPath: string, method: "GET" | "POST", path: string): Promise<object> {
  const { status, text } = await send(socketPath, method, path);
  const answer = parse(text);
  if (status < 400 && answer !== undefined) return answer;
  const { code, message, retryable } = errorIn(answer);
  if (typeof code !== "string" || typeof message !== "string")
    throw unreachable(socketPath, "it answered with something else than a launcher");
  throw new LauncherError(code, message, { retryable: retryable === true });
}

function send(socketPath: string, method: string, path: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const fail = (error: Error & { code?: string }): void =>
      reject(unreachable(socketPath, error.code ?? error.message));
    request({ socketPath, method, path, signal }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (text += chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
      response.on("error", fail);
    })
      .on("error", fail)
      .end();
  });
}

function parse(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function errorIn(answer: object | undefined): { code?: unknown; message?: unknown; retryable?: unknown } {
  const error: unknown = answer !== undefined && "error" in answer ? answer.error : undefined;
  return typeof error === "object" && error !== null ? error : {};
}

function unreachable(socketPath: string, reason: string): LauncherError {
  const message =
    `No launcher answers on ${socketPath} (${reason}). Start it, or name its socket with --socket, ` +
    "DAGSTER_MULTIHOST_LAUNCHER_SOCKET or launcher_socket.";
  return new LauncherError("LAUNCHER_UNREACHABLE", message, { retryable: true });
}
