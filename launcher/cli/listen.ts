import type { FastifyInstance } from "fastify";
import { LauncherError } from "../error.ts";

/**
 * Makes a server listen on `ADDRESS:PORT`; an IPv6 address stands in brackets.
 *
 * @throws LauncherError `STATUS_LISTEN_FAILED` when the address cannot be used.
 */
export async function listenOnTcp(server: FastifyInstance, address: string): Promise<void> {
  const colon = address.lastIndexOf(":");
  const host = address.slice(0, colon).replace(/^\[|\]$/g, "");
  try {
    await server.listen({ host, port: Number(address.slice(colon + 1)) });
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    const message = `Cannot listen on status_listen '${address}' (${reason}). Choose an address of this machine and a free port.`;
    throw new LauncherError("STATUS_LISTEN_FAILED", message, { cause: error });
  }
}
