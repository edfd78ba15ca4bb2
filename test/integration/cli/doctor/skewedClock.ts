import { createServer, request as send } from "node:http";
import { buffer } from "node:stream/consumers";

/** An engine as a host with a wrong clock has it: all is the engine's own answer, but the time in it. */
export type SkewedClock = {
  /** How far the clock is ahead; negative: behind. */
  aheadMs: number;
  close: () => Promise<void>;
};

/** Begins to serve the engine at `socketPath` on `path`. Containers share the kernel's clock, so a host's cannot be set. */
export async function skewClock(path: string, socketPath: string): Promise<SkewedClock> {
  const skewed: SkewedClock = { aheadMs: 0, close: () => Promise.resolve() };
  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    const onward = send({ socketPath, method, path: url, headers }, (answer) => {
      void buffer(answer).then((body) => {
        const text = url?.endsWith("/info") === true ? shifted(body, skewed.aheadMs) : body;
        const framing = ["content-length", "transfer-encoding"];
        const rest = Object.entries(answer.headers).filter(([name]) => !framing.includes(name));
        response.writeHead(answer.statusCode ?? 500, Object.fromEntries(rest)).end(text);
      });
    });
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  skewed.close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  return skewed;
}

function shifted(body: Buffer, byMs: number): string {
  const info = JSON.parse(body.toString()) as { SystemTime: string };
  return JSON.stringify({
    ...info,
    SystemTime: new Date(Date.parse(info.SystemTime) + byMs).toISOString(),
  });
}
