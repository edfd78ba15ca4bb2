import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { openApiDocument, statusApiDocument } from "../../../../launcher/api/openApi.ts";
import { usedSchemas } from "../../../../launcher/api/usedSchemas.ts";
import { fleet } from "../fleet.ts";
import { silentServer } from "../silentServer.ts";

type Response = { description: string; content: Record<string, { schema: object }> };
type Operation = {
  operationId: string;
  summary?: string;
  description?: string;
  tags?: string[];
  parameters?: { name: string; description?: string }[];
  responses: Record<string, Response>;
};
type Document = {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
};

let document: Document;
let operations: [string, Operation][];

beforeAll(async () => {
  document = (await openApiDocument()) as Document;
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ]),
  );
});

describe("the description of the API", () => {
  test("describes every route of the server", async () => {
    const server = silentServer(fleet().service);
    const routes: string[] = [];
    server.addHook("onRoute", ({ method, url }) => {
      routes.push(...[method].flat().map((one) => `${one} ${url.replaceAll(/:(\w+)/g, "{$1}")}`));
    });
    await server.ready();
    await server.close();
    expect(routes.length).toBeGreaterThan(10);
    expect(operations.map(([name]) => name).toSorted()).toEqual(routes.toSorted());
  });

  test("says of every route what it is for and how it fails, with codes that are documented", () => {
    const rows = readFileSync("docs/errors.md", "utf8").matchAll(/^\| `([A-Z_]+)`/gm);
    const documented = new Set([...rows].map(([, code]) => code));
    for (const [name, { summary = "", description = "", tags = [], responses }] of operations) {
      expect(summary.length, name).toBeGreaterThan(7);
      expect(description.length, name).toBeGreaterThan(7);
      expect(tags, name).toHaveLength(1);
      for (const [status, response] of Object.entries(responses)) {
        expect(response.description, `${name} ${status}`).toMatch(/\w/);
        const codes = [...response.description.matchAll(/`([A-Z_]+)`/g)].map(([, code]) => code ?? "");
        if (Number(status) >= 400) expect(codes, `${name} ${status}`).not.toEqual([]);
        for (const code of codes) expect(documented.has(code), `${name} ${code}`).toBe(true);
      }
    }
  });

  test("has one name for every operation, and every reference leads somewhere", () => {
    const ids = operations.map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)];
    expect(references.length).toBeGreaterThan(10);
    const used = new Set(references.map(([, name]) => name));
    expect(Object.keys(document.components.schemas).toSorted()).toEqual([...used].toSorted());
  });

  test("describes the streams by their own media types", () => {
    const content = (path: string, method: string): string[] =>
      Object.keys(document.paths[path]?.[method]?.responses["200"]?.content ?? {});
    expect(content("/v1/runs/{run_id}/create", "post")).toEqual(["application/x-ndjson"]);
    expect(content("/v1/runs/{run_id}/logs", "get")).toEqual(["text/plain"]);
  });
});

test("components to which only an unused one refers are left out", () => {
  const schemas = {
    A: { $ref: "#/components/schemas/B" },
    B: { type: "string" },
    C: { $ref: "#/components/schemas/D" },
    D: { type: "string" },
  };
  const pruned = usedSchemas({
    paths: { "/a": { $ref: "#/components/schemas/A" } },
    components: { schemas },
  });
  expect(Object.keys(pruned.components.schemas)).toEqual(["A", "B"]);
});

test("the status server describes its routes, their media types, and the codes that are documented", async () => {
  const status = (await statusApiDocument()) as Document;
  const media = Object.entries(status.paths).map(([path, { get }]) => [
    path,
    ...Object.keys(get?.responses["200"]?.content ?? {}),
  ]);
  expect(Object.fromEntries(media)).toEqual({
    "/healthz": "application/json",
    "/v1/hosts": "application/json",
    "/v1/openapi.json": "application/json",
    "/v1/status/events": "text/event-stream",
    "/v1/status/runs/{run_id}/logs": "text/plain",
  });
  const documented = readFileSync("docs/errors.md", "utf8");
  const codes = [...JSON.stringify(status).matchAll(/`([A-Z_]{6,})`/g)].map(([, code]) => code ?? "");
  expect(codes).toContain("STATUS_VIEWERS_TOO_MANY");
  for (const code of codes) expect(documented, code).toContain(`| \`${code}\``);
});
