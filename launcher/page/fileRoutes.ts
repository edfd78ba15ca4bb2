import { createHash } from "node:crypto";
import { extname } from "node:path";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { ApiServer } from "../api/apiServer.ts";
import { files } from "./files.ts";
import { pageHeaders } from "./headers.ts";

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** Routes for the files of the page, one for each, so that no path is ever made from a request. */
export function fileRoutes(server: ApiServer): void {
  for (const [name, text] of Object.entries(files)) {
    const etag = `"${createHash("sha256").update(text).digest("hex").slice(0, 32)}"`;
    const type = types[extname(name)] ?? "application/octet-stream";
    const send = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
      void reply.headers({ ...pageHeaders, "cache-control": "no-cache", etag }).type(type);
      if (request.headers["if-none-match"] === etag) return reply.status(304).send();
      return reply.send(text);
    };
    server.get(name === "index.html" ? "/" : `/page/${name}`, send);
  }
}
