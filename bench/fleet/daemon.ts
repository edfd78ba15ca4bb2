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
    if (path === "/events") this.#follow(response);
    else if (path === "/_ping") send(response, { status: 200, body: "OK" });
    else if (path === "/networks") send(response, { status: 200, body: [{ Name: "bridge" }] });
    else if (path === "/containers/json") send(response, { status: 200, body: this.containers.list() });
    else if (path === "/containers/create") send(response, this.#create(url, await text(request)));
    else send(response, this.#ofContainer(request.method, path));
  }

  #create(url: URL, body: string): Answer {
    const { Image, Labels } = JSON.parse(body) as { Image: string; Labels: Record<string, string> };
    const created = this.containers.create(url.searchParams.get("name") ?? "", Image, Labels);
    if (created === undefined) return { status: 409, body: { message: "the name is in use" } };
    return { status: 201, body: { Id: created, Warnings: [] } };
  }

  #ofContainer(method: string | undefined, path: string): Answer {
    const [, kind, id = "", verb] = path.split("/");
    const known = kind === "containers" ? this.containers.inspect(id) : undefined;
    if (known === undefined) return { status: 404, body: { message: `no such container: ${id}` } };
    if (verb === "json") return { status: 200, body: known };
    if (verb === "start") this.containers.start(id);
    else if (method === "DELETE") this.containers.remove(id);
    return { status: 204 };
  }

  #follow(response: ServerResponse): void {
    this.#followers.add(response);
    response.on("close", () => this.#followers.delete(response));
    response.writeHead(200, { "content-type": "application/json" }).flushHeaders();
  }
}

type Answer = { status: number; body?: unknown };

function send(response: ServerResponse, { status, body }: Answer): void {
  const isText = typeof body === "string";
  const headers = { "content-type": isText ? "text/plain" : "application/json", "api-version": "1.41" };
  response.writeHead(status, headers).end(body === undefined || isText ? body : JSON.stringify(body));
}

async function text(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
