import { runOverSsh, type SshTarget } from "../ssh/run.ts";

/**
 * One GET of the Docker Engine API on a server, through `docker system dial-stdio` over SSH.
 *
 * @param headers May hold secrets: they travel on standard input.
 * @param fresh   Log in anew: who may use Docker is decided at the login. Default: a connection that is open is used.
 * @returns The HTTP status, or 0 with what the command said when there was no answer; and the body.
 * @throws ProvisioningError when the server cannot be reached.
 * @example
 * const { status } = await engineRequest(ssh, "/images/postgres:16/json");
 */
export async function engineRequest(
  ssh: SshTarget,
  path: string,
  headers: Record<string, string> = {},
  fresh = false,
): Promise<{ status: number; body: string }> {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  // HTTP/1.0: the answer ends with the connection, and so does the command.
  const stdin = `GET ${path} HTTP/1.0\r\nHost: docker\r\n${lines.join("")}\r\n`;
  const { stdout, stderr } = await runOverSsh(ssh, "docker system dial-stdio", {
    stdin,
    timeoutMs: 30_000,
    fresh,
  });
  const end = stdout.indexOf("\r\n\r\n");
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(stdout)?.[1];
  if (end === -1 || status === undefined) return { status: 0, body: stderr.trim() };
  return { status: Number(status), body: stdout.slice(end + 4) };
}
