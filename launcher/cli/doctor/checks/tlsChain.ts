import type { Handshake } from "../../certificates/handshake.ts";
import { failure, ok } from "../finding.ts";
import type { Finding } from "../finding.ts";

/** Whether the chain from the server's certificate to the configured CA holds, and is for the address that is dialled. */
export function chainFinding({ error, chain, protocol }: Handshake, host: string): Finding {
  const [server] = chain;
  const names = server?.subjectAltName ?? "no names";
  if (error === null)
    return ok(`The server's certificate is signed by the CA and is for ${host} (${protocol ?? "TLS"}).`);
  if (error === "ERR_TLS_CERT_ALTNAME_INVALID")
    return failure(
      `The server's certificate is for other names (${names}) than ${host}.`,
      `Make one that has ${host} among its subjectAltNames, or correct docker_url.`,
    );
  if (error === "CERT_HAS_EXPIRED")
    return failure("A certificate of the server's chain has expired.", "Renew it: run pulumi up.");
  if (error === "CERT_NOT_YET_VALID")
    return failure("A certificate of the server's chain is not valid yet.", "See the check 'clock'.");
  return failure(
    `The server's certificate is not signed by the configured CA (${error}); its issuer is ${issuerOf(chain)}.`,
    "Correct tls.ca_cert, or give the server a certificate of that CA. If somebody poses as the host, find out who.",
  );
}

function issuerOf([server]: Handshake["chain"]): string {
  return server === undefined ? "unknown" : server.issuer.split("\n").filter(Boolean).join(", ");
}
