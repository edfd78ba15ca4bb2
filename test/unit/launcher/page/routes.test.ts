import { readFileSync, readdirSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { createLogger } from "../../../../launcher/log/logger.ts";
import { Metrics } from "../../../../launcher/api/metrics.ts";
import { StatusBoard } from "../../../../launcher/api/statusBoard.ts";
import { statusServer } from "../../../../launcher/api/statusServer.ts";
import { systemClock } from "../../../../launcher/runs/clock.ts";
import { changeSchema } from "../../../../launcher/page/schemas.ts";
import { fakePage } from "../fakePage.ts";
import { fleet } from "../fleet.ts";

const servers: { close: () => unknown }[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

function served(top: object = {}, ofHost: Record<string, unknown> = {}) {
  const parts = fleet(top, ofHost);
  const { page, history, file } = fakePage(parts);
  const board = new StatusBoard(() => parts.service.hosts(), systemClock);
  const server = statusServer({ board, metrics: new Metrics(), logger: createLogger("silent"), page });
  servers.push(server, parts.service);
  return { ...parts, server, history, file };
}

/** The data of the first event of the stream. */
async function firstChange(address: string): Promise<string> {
  const answer = await fetch(`${address}/v1/status/events`);
  expect(answer.headers.get("content-type")).toContain("text/event-stream");
  expect(answer.headers.get("cache-control")).toBe("no-store");
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes("\n\n")) text += (await reader?.read())?.value ?? "";
  await reader?.cancel();
  return text.slice(text.indexOf("data: ") + 6, text.indexOf("\n\n"));
}

test("serves the page and nothing but its files, for a browser that is told to run nothing else", async () => {
  const { server } = served();
  const html = await server.inject("/");
  expect(html.headers).toMatchObject({
    "content-type": "text/html; charset=utf-8",
    "x-content-type-options": "nosniff",
  });
  const policy = String(html.headers["content-security-policy"]);
  expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
  expect(policy).not.toContain("unsafe");
  for (const [, path = ""] of html.body.matchAll(/(?:href|src)="(page\/[^"]+)"/g))
    expect((await server.inject(`/${path}`)).statusCode, path).toBe(200);
  const { etag } = html.headers;
  const again = await server.inject({ url: "/", headers: { "if-none-match": String(etag) } });
  expect([again.statusCode, again.body]).toEqual([304, ""]);
  for (const path of [
    "/page/tsconfig.json",
    "/page/../routes.ts",
    "/page/%2e%2e/routes.ts",
    "/page/index.html/x",
  ])
    expect((await server.inject(path)).statusCode, path).toBe(404);
});

test("every module that the page's modules import is served", async () => {
  const { server } = served();
  const folder = "launcher/page/client";
  const modules = readdirSync(folder).filter((name) => name.endsWith(".js"));
  expect(modules.length).toBeGreaterThan(10);
  for (const name of modules) {
    const text = readFileSync(`${folder}/${name}`, "utf8");
    expect(text, name).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/);
    for (const [, imported = ""] of text.matchAll(/ from "\.\/([^"]+)";/g))
      expect((await server.inject(`/page/${imported}`)).statusCode, imported).toBe(200);
  }
});

test("tells what its schema says, and no secret of the configuration or of a run", async () => {
  const secrets = {
    env_vars: ["TOKEN=hunter2-env"],
    container_kwargs: { environment: { KEY: "hunter2-kwargs" } },
    registry: { url: "r.example.com", username: "puller", password: "hunter2-registry" },
  };
  const { server, service, history, create } = served({ default_env_vars: ["A=hunter2-default"] }, secrets);
  service.watch();
  await history.creating({ runId: "run-1", jobName: "etl" } as never, () =>
    create({ command: ["hunter2-command"], env: { DAGSTER: "hunter2-run" }, tags: { t: "hunter2-tag" } }),
  );
  const data = await firstChange(await server.listen({ port: 0, host: "127.0.0.1" }));
  const change = changeSchema.parse(JSON.parse(data));
  expect(Object.keys(change.sections.hosts?.items ?? {})).toEqual(["b", "c", "d", "e"]);
  expect(Object.values(change.sections.runs?.items ?? {})).toMatchObject([
    { run_id: "run-1", host_name: "b" },
  ]);
  expect(data).not.toContain("hunter2");
});

test("an open stream does not keep the server from closing, and is refused beyond the limit", async () => {
  const { server } = served();
  const address = await server.listen({ port: 0, host: "127.0.0.1" });
  const streams = await Promise.all(Array.from({ length: 32 }, () => fetch(`${address}/v1/status/events`)));
  expect(streams.map(({ status }) => status)).toEqual(Array.from({ length: 32 }, () => 200));
  const refused = await fetch(`${address}/v1/status/events`);
  expect(refused.status).toBe(503);
  expect(await refused.json()).toMatchObject({ error: { code: "STATUS_VIEWERS_TOO_MANY", retryable: true } });
  const began = Date.now();
  await server.close();
  expect(Date.now() - began).toBeLessThan(4000);
  for (const stream of streams) await stream.text().catch(() => undefined);
});

test("follows the log of a run's container, of three runs of a host at once", async () => {
  const { server, host, create, service } = served();
  service.watch();
  const created = await create();
  await service.start({ runId: "run-1", attempt: 0, ...created });
  host("b").logs = ["one", "two", "three"];
  const address = await server.listen({ port: 0, host: "127.0.0.1" });
  const url = `${address}/v1/status/runs/run-1/logs?host_name=b&container_id=${created.containerId}`;
  const open = await Promise.all([1, 2, 3].map(() => fetch(`${url}&tail=2`)));
  for (const answer of open) {
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    while (!text.includes("three")) text += (await reader?.read())?.value ?? "";
    expect(text).toBe("two\nthree\n");
  }
  const refused = await fetch(url);
  expect([refused.status, await refused.json()]).toMatchObject([
    503,
    { error: { code: "LOG_READERS_TOO_MANY" } },
  ]);
  const other = await fetch(url.replace("run-1", "run-2"));
  expect(await other.json()).toMatchObject({ error: { code: "LOG_READERS_TOO_MANY" } });
});

test.each([
  ["?host_name=b", "container_id"],
  ["?host_name=b&container_id=000000000001&tail=100000", "tail"],
  ["?host_name=b&container_id=000000000001&follow=true", "follow"],
])("refuses a request for a log with %s", async (query, field) => {
  const { server } = served();
  const answer = await server.inject(`/v1/status/runs/run-1/logs${query}`);
  expect([answer.statusCode, answer.json<{ error: { message: string } }>().error.message]).toEqual([
    400,
    expect.stringContaining(field),
  ]);
});

test("shows no log when the configuration forbids it, from one request to the next", async () => {
  const { server, file, config } = served();
  file.config = { ...config, status_logs: false };
  const answer = await server.inject("/v1/status/runs/run-1/logs?host_name=b&container_id=000000000001");
  expect([answer.statusCode, answer.json()]).toMatchObject([
    403,
    { error: { code: "STATUS_LOGS_DISABLED" } },
  ]);
});
