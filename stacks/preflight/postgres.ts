import { ProvisioningError } from "../../components/index.ts";
import { runOverSsh, type SshTarget } from "../../components/ssh/run.ts";
import { quote } from "../../components/ssh/script.ts";
import type { Fleet } from "../fleet/schema.ts";

/** An SSLRequest of PostgreSQL's frontend protocol: every server answers it with one letter, S or N, before any login. */
const sslRequest = String.raw`\000\000\000\010\004\322\026\057`;

/**
 * Asks from the control plane's host whether the fleet's external Postgres is one and can be reached from there.
 *
 * @returns POSTGRES_UNREACHABLE or POSTGRES_NOT_SPEAKING; nothing for an internal one.
 */
export async function checkPostgres(ssh: SshTarget, fleet: Fleet): Promise<ProvisioningError[]> {
  const { postgres } = fleet.controlPlane;
  if (!("external" in postgres)) return [];
  const { host, port } = postgres.external;
  const { code, stdout, stderr } = await runOverSsh(ssh, probe(host, port));
  if (code === 0 && /^[SN]/.test(stdout)) return [];
  const where = `fleet.controlPlane.postgres.external: Postgres at ${host}:${port}`;
  if (code === 97) {
    const why =
      stderr
        .trim()
        .split("\n")
        .at(0)
        ?.replace(/^.*?: (?=[^:]*$)/, "") ?? "";
    return [
      new ProvisioningError(
        "POSTGRES_UNREACHABLE",
        `${where} cannot be reached from host ${ssh.name}${why === "" ? "" : `: ${why}`}. Is it up, does it listen on that ` +
          "address (listen_addresses), and does a firewall stand in between? Every host of the fleet must reach it.",
      ),
    ];
  }
  return [
    new ProvisioningError(
      "POSTGRES_NOT_SPEAKING",
      `${where} takes connections from host ${ssh.name}, but does not answer as a Postgres does. Correct host or port.`,
    ),
  ];
}

/** A command that prints the server's answer, or ends with 97 when there is no connection within five seconds. */
function probe(host: string, port: number): string {
  const script = `exec 3<>"/dev/tcp/$0/$1" || exit 97; printf '${sslRequest}' >&3; head -c 1 <&3`;
  // `timeout` ends with 124: nobody refused, nobody answered. The inner one is for a connection, the outer for an answer.
  return (
    `timeout 5 bash -c 'exec 3<>"/dev/tcp/$0/$1"' ${quote(host)} ${port} || exit 97; ` +
    `timeout 5 bash -c ${quote(script)} ${quote(host)} ${port}`
  );
}
