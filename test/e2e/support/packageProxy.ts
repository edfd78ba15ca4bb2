import { createServer, request } from "node:http";
import { connect } from "node:net";
import { network } from "../../../lab/topology.ts";
import { onHost } from "./hosts.ts";

/**
 * Lets one host of the lab, which has no way out, reach package mirrors through this machine, for as long as a test needs it.
 *
 * @returns A function that ends it.
 */
export async function openPackageProxy(host: string): Promise<() => Promise<void>> {
  const server = createServer((incoming, answer) => {
    const outgoing = request(
      incoming.url ?? "",
      { method: incoming.method, headers: incoming.headers },
      (found) => {
        answer.writeHead(found.statusCode ?? 502, found.headers);
        found.pipe(answer);
      },
    );
    outgoing.on("error", () => answer.writeHead(502).end());
    incoming.pipe(outgoing);
  });
  server.on("connect", (incoming, client) => {
    const [name = "", port = "443"] = (incoming.url ?? "").split(":");
    const remote = connect(Number(port), name, () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      remote.pipe(client).pipe(remote);
    });
    remote.on("error", () => client.destroy());
    client.on("error", () => remote.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, network.gateway, resolve));
  const { port } = server.address() as { port: number };
  const url = `http://${network.gateway}:${port}`;
  const file = "/etc/apt/apt.conf.d/99lab-proxy";
  const settings = `Acquire::http::Proxy "${url}";\nAcquire::https::Proxy "${url}";\n`;
  await onHost(host, `printf '%s' '${settings}' >${file}`);
  return async () => {
    await onHost(host, `rm -f ${file}`);
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
}
