import { createServer } from "node:http";
import type { IncomingMessage, ServerResponse } from "node:http";
import { FakeContainers } from "./containers.ts";

/** A Docker daemon in name only: it speaks as much of the Engine API as launching and watching take, over a Unix socket. */
export class FakeDaemon {
  readonly containers = new FakeContainers((event) => this.#tell(event));
  readonly path: string;
  /** Requests since the start, also those for events. */
  requests = 0;
  readonly #followers = new Set<ServerResponse>();
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  constructor(path: string) {
    this.path = path;
  }

  listen(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(this.path, resolve));
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #tell(event: object): void {
    for (const follower of this.#followers) follower.write(`${JSON.stringify(event)}\n`);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests++;
    const url = new URL(request.url ?? "/", "http://daemon");
    // Clients may put the version of the API before a path.
    const path = url.pathname.replace(/^\/v[\d.]+/, "");
    const [, kind, id = "", verb] = path.split("/");
    if (path === "/events") return this.#follow(response);
    if (path === "/_ping") return send(response, 200, "OK");
    if (path === "/containers/json") return send(response, 200, this.containers.list());
    if (path === "/networks") return send(response, 200, [{ Name: "bridge" }]);
    if (kind !== "containers") return send(response, 404, { message: `no such page: ${path}` });
    if (id === "create") {
      const body = JSON.parse(await text(request)) as { Image: string; Labels: Record<string, string> };
      const created = this.containers.create(url.searchParams.get("name") ?? "", body.Image, body.Labels);
      return created === undefined
        ? send(response, 409, { message: "the name is in use" })
        : send(response, 201, { Id: created, Warnings: [] });
    }
    const known = this.containers.inspect(id);
    if (known === undefined) return send(response, 404, { message: `no such container: ${id}` });
    if (verb === "json") return send(response, 200, known);
    if (verb === "start") this.containers.start(id);
    else if (request.method === "DELETE") this.containers.remove(id);
    return send(response, 204);
  }

  #follow(response: ServerResponse): void {
    this.#followers.add(response);
    response.on("close", () => this.#followers.delete(response));
    response.writeHead(200, { "content-type": "application/json" }).flushHeaders();
  }
}

function send(response: ServerResponse, status: number, body?: unknown): void {
  const isText = typeof body === "string";
  const headers = { "content-type": isText ? "text/plain" : "application/json", "api-version": "1.41" };
  response.writeHead(status, headers).end(body === undefined || isText ? body : JSON.stringify(body));
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
