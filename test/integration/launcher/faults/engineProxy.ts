import { createServer, request as send } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";

/** What stands between the launcher and its engine. */
export type EngineProxy = {
  /** Steps of the launch that is under way, in the order in which they came. */
  steps: string[];
  /** Kills the launcher at the n-th step: before the engine sees it, or after it has answered and nobody has read it. */
  killAt: { index: number; when: "before" | "after"; kill: () => Promise<void> } | undefined;
  close: () => Promise<void>;
};

/** What the launcher asks on its own account, at any time: the watch of the host. */
const background = /^GET \/(_ping|events|containers\/json)$/;

/** Begins to serve `socketPath` on `path`. */
export async function proxyEngine(path: string, socketPath: string): Promise<EngineProxy> {
  const proxy: EngineProxy = { steps: [], killAt: undefined, close: () => Promise.resolve() };
  const server = createServer((request, response) => {
    const step = stepOf(request);
    const index = background.test(step) ? -1 : proxy.steps.push(step) - 1;
    const { killAt } = proxy;
    const meant = killAt !== undefined && killAt.index === index ? killAt : undefined;
    if (meant !== undefined) proxy.killAt = undefined;
    void handle(request, response, socketPath, meant);
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  proxy.close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  return proxy;
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  socketPath: string,
  killAt: EngineProxy["killAt"],
): Promise<void> {
  // The whole request is read first: one that is cut off by the end of the launcher never reaches the engine.
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  if (killAt?.when === "before") {
    await killAt.kill();
    response.destroy();
    return;
  }
  const { method, url, headers } = request;
  const options = { socketPath, method, path: url, headers };
  const outgoing = send(options, (answer) => {
    if (killAt === undefined) {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      response.flushHeaders();
      answer.pipe(response);
    } else {
      answer.resume().once("end", () => void killAt.kill().then(() => response.destroy()));
    }
  });
  outgoing.on("error", () => response.destroy());
  response.on("close", () => outgoing.destroy());
  outgoing.end(Buffer.concat(chunks));
}

function stepOf({ method, url = "" }: IncomingMessage): string {
  const [path = ""] = url.split("?");
  const named = path
    .replace(/^\/containers\/[^/]+\/(?=json|start|stop|logs)/, "/containers/ID/")
    .replace(/^\/networks\/[^/]+\/connect/, "/networks/NAME/connect");
  return `${method ?? ""} ${named}`;
}
