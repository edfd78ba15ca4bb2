import { request } from "node:http";
import type { IncomingMessage } from "node:http";
import { LauncherError } from "../error.ts";

/** The launcher bounds its own work; this is for one that hangs. */
const defaultTimeoutMs = 60_000;

/** A request to the launcher. */
export type LauncherRequest = {
  method: "GET" | "POST";
  path: string;
  body?: object;
  /** Time until the whole answer is there; for a stream, until it begins. Default: a minute. */
  timeoutMs?: number;
};

/**
 * Sends a request to the launcher that serves a socket, and reads its JSON answer.
 *
 * @throws LauncherError What the launcher answered, or `LAUNCHER_UNREACHABLE`.
 */
export async function askLauncher(socketPath: string, wanted: LauncherRequest): Promise<object> {
  const response = await send(socketPath, wanted);
  const answer = parse(await textOf(socketPath, response));
  if ((response.statusCode ?? 0) >= 400 || answer === undefined) throw refusal(socketPath, answer);
  return answer;
}

/**
 * Sends a request whose answer is read as it comes.
 *
 * @throws LauncherError What the launcher answered, or `LAUNCHER_UNREACHABLE`.
 */
export async function openLauncher(socketPath: string, wanted: LauncherRequest): Promise<IncomingMessage> {
  const response = await send(socketPath, wanted);
  if ((response.statusCode ?? 0) < 400) return response;
  throw refusal(socketPath, parse(await textOf(socketPath, response)));
}

function send(
  socketPath: string,
  { method, path, body, timeoutMs }: LauncherRequest,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { "content-type": "application/json" };
    const asked = request({ socketPath, method, path, headers }, (response) => {
      if (response.headers["content-type"]?.startsWith("application/json") !== true) clearTimeout(timer);
      response.once("close", () => clearTimeout(timer));
      resolve(response);
    });
    const timer = setTimeout(
      () => asked.destroy(new Error("no answer in time")),
      timeoutMs ?? defaultTimeoutMs,
    );
    asked.on("error", (error: Error & { code?: string }) => {
      clearTimeout(timer);
      reject(unreachable(socketPath, error.code ?? error.message));
    });
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

async function textOf(socketPath: string, response: IncomingMessage): Promise<string> {
  try {
    let text = "";
    for await (const chunk of response.setEncoding("utf8")) text += String(chunk);
    return text;
  } catch (error) {
    throw unreachable(socketPath, error instanceof Error ? error.message : String(error));
  }
}

function parse(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function refusal(socketPath: string, answer: object | undefined): LauncherError {
  const error: unknown = answer !== undefined && "error" in answer ? answer.error : undefined;
  const { code, message, retryable } = (error ?? {}) as Record<string, unknown>;
  if (typeof code === "string" && typeof message === "string")
    return new LauncherError(code, message, { retryable: retryable === true });
  return unreachable(socketPath, "it answered with something else than a launcher");
}

function unreachable(socketPath: string, reason: string): LauncherError {
  const message =
    `No launcher answers on ${socketPath} (${reason}). Start it, or name its socket with --socket, ` +
    "DAGSTER_MULTIHOST_LAUNCHER_SOCKET or launcher_socket.";
  return new LauncherError("LAUNCHER_UNREACHABLE", message, { retryable: true });
}
