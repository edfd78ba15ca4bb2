import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { request as httpRequest } from "node:http";
import type { IncomingMessage, RequestOptions } from "node:http";
import { addAbortSignal } from "node:stream";
import type Docker from "dockerode";
import { AnswerFault } from "./answerFault.ts";
import { readBody } from "./readBody.ts";

/**
 * Makes a client send its requests by {@link sendRequest}. dockerode's own way follows redirects to anywhere, waits for
 * ever for the rest of an answer that was cut off, keeps answers of any size in memory, and takes a page of HTML for one.
 */
export function checkAnswers(docker: Docker): void {
  Object.assign(docker.modem as object, { buildRequest: sendRequest });
}

const wrongScheme = "Client sent an HTTP request to an HTTPS server";

/** What dockerode says about a request besides Node's own options. */
type Context = { isStream?: boolean; hijack?: boolean; statusCodes: Record<number, unknown> };
type Callback = (error: Error | null, answer?: unknown) => void;

/**
 * Sends one request and hands over its answer: a stream, parsed JSON, or the bytes of what is not JSON. An answer with
 * an unexpected status is an error with `statusCode` and `json`.
 */
export function sendRequest(
  options: RequestOptions,
  context: Context,
  data: string | undefined,
  callback: Callback,
): void {
  const send = options.agent instanceof HttpsAgent ? httpsRequest : httpRequest;
  const done = once(callback);
  try {
    const outgoing = send(options);
    outgoing.on("error", (error) => done(error));
    outgoing.once("upgrade", (_response, socket) => {
      if (context.hijack === true) return done(null, socket);
      socket.destroy();
      done(new AnswerFault("it changed to another protocol"));
    });
    const closed = (): void => done(new Error("the connection was closed before an answer came"));
    outgoing.once("close", closed);
    outgoing.once("response", (response) => {
      outgoing.off("close", closed);
      // It is aborted with the request; and one that nobody reads any more may still fail.
      if (options.signal !== undefined) addAbortSignal(options.signal, response);
      response.on("error", () => undefined);
      receive(response, context).then((answer) => done(null, answer), done);
    });
    // What follows the headers of such a request is the container's already.
    if (context.hijack === true) outgoing.flushHeaders();
    else outgoing.end(data);
  } catch (error) {
    done(error as Error);
  }
}

async function receive(response: IncomingMessage, { isStream, statusCodes }: Context): Promise<unknown> {
  const status = response.statusCode ?? 0;
  // Where the engine says 204, a 200 is of something else.
  const expected = statusCodes[status] === true && (status === 204 || statusCodes[204] !== true);
  if (expected && isStream === true) return response;
  const body = await readBody(response);
  const json = parse(body);
  if (expected) return json ?? body;
  // A plain request to a TLS port is answered by Go's HTTP server, not by the engine.
  if (body.includes(wrongScheme)) throw new Error(wrongScheme);
  // What has no content is explained by dockerode's table.
  const reason = status === 304 ? { message: statusCodes[304] } : json;
  throw Object.assign(new AnswerFault(`HTTP status ${status}`), { statusCode: status, json: reason });
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8")) ?? undefined;
  } catch {
    return undefined;
  }
}

function once(callback: Callback): Callback {
  let called = false;
  return (error, answer) => {
    if (called) return;
    called = true;
    callback(error, answer);
  };
}
