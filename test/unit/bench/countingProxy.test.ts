import { mkdtempSync, rmSync } from "node:fs";
import { Agent, createServer, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CountingProxy } from "../../../bench/setup/countingProxy.ts";

const directory = mkdtempSync(join(tmpdir(), "bench-proxy-"));
const target = join(directory, "engine.sock");
const proxy = new CountingProxy(join(directory, "proxy.sock"), target);
const engine = createServer((asked, answer) => {
  if (asked.url === "/events") answer.writeHead(200).flushHeaders();
  else asked.resume().on("end", () => answer.end("ok"));
});

beforeAll(async () => {
  await new Promise<void>((resolve) => engine.listen(target, resolve));
  await proxy.listen();
});

afterAll(async () => {
  engine.closeAllConnections();
  engine.close();
  await proxy.close();
  rmSync(directory, { recursive: true });
});

function ask(agent: Agent, path: string, body?: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const options = { agent, socketPath: proxy.path, path, method: body === undefined ? "GET" : "POST" };
    const asked = request(options, (answer) => {
      if (path === "/events") resolve();
      else answer.resume().on("end", resolve);
    });
    asked.on("error", reject).end(body);
  });
}

test("requests are counted on kept connections, whatever their bodies say, and events are no control connection", async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  await ask(agent, "/one");
  await ask(agent, "/two", "x".repeat(200_000) + " GET /three HTTP/1.1\\r\\n");
  await ask(agent, "/four", "{}");
  expect(proxy.take()).toEqual({ connections: 1, requests: ["GET /one", "POST /two", "POST /four"] });
  expect(proxy.most).toBe(1);
  const follower = new Agent();
  await ask(follower, "/events");
  expect(proxy.take()).toEqual({ connections: 1, requests: ["GET /events"] });
  expect(proxy.most).toBe(1);
  for (const one of [agent, follower]) one.destroy();
});
