import { HostUnreachableError } from "../error.ts";

/** Says in one sentence why a host could not be reached, and what to look at. */
export function unreachable(hostName: string, dockerUrl: string, error: unknown): HostUnreachableError {
  return new HostUnreachableError(
    `Docker host '${hostName}' (${dockerUrl}) cannot be reached: ${explain(error)}.`,
    {
      cause: error,
    },
  );
}

/** The error of a request that took longer than it may. */
export class RequestTimeout extends Error {
  constructor(seconds: number) {
    super(`no answer within ${seconds} s`);
    this.name = "RequestTimeout";
  }
}

function explain(error: unknown): string {
  const { code, message } = fields(error);
  if (error instanceof RequestTimeout) {
    return `${message}; check that the host is up and that no firewall drops its packets, or raise request_timeout_seconds`;
  }
  if (/host denied|host verification failed/i.test(message)) {
    return "its SSH host key is not the one in the known hosts (ssh.known_hosts_file); put the host's new key there only if you know why it changed";
  }
  if (/All configured authentication methods failed/i.test(message)) {
    return "SSH refused the key; put the public key into authorized_keys of the user in docker_url (ssh.private_key_file)";
  }
  if (/no matching host key format/i.test(message)) {
    return "its SSH host key is of another type than the one in the known hosts (ssh.known_hosts_file); add the host's key of a type it offers";
  }
  return codes[code] ?? certificate(code, message) ?? message;
}

const codes: Record<string, string> = {
  ECONNREFUSED: "connection refused; check that dockerd runs there and listens on this address",
  ENOENT: "there is no such socket; check that dockerd runs and that docker_url names its socket",
  EACCES: "permission denied; the launcher's user must be allowed to use this socket",
  ENOTFOUND: "its name does not resolve; check docker_url",
  EAI_AGAIN: "its name cannot be resolved now; check the DNS of the launcher",
  EHOSTUNREACH: "no route to the host; check that it is up and its address",
  ENETUNREACH: "no route to its network; check its address",
  ETIMEDOUT: "the connection timed out; check that the host is up and that no firewall drops its packets",
  ECONNRESET:
    "it closed the connection; with tls, check that dockerd trusts the CA that signed tls.client_cert",
};

function certificate(code: string, message: string): string | undefined {
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") {
    return `its certificate is for other names (${message}); make one with the address of docker_url`;
  }
  if (code === "CERT_HAS_EXPIRED") return "its certificate has expired; renew it";
  if (/^(SELF_SIGNED|DEPTH_ZERO|UNABLE_TO_(GET|VERIFY))/.test(code)) {
    return "its certificate is not signed by the configured CA; check tls.ca_cert";
  }
  if (/alert (certificate required|bad certificate|unknown ca)|certificate required/i.test(message)) {
    return "it refused the client certificate; check that tls.client_cert is signed by the CA that dockerd trusts";
  }
  if (code === "EPROTO")
    return `the TLS handshake failed; check that this port of dockerd speaks TLS (${code})`;
  if (/Client sent an HTTP request to an HTTPS server/i.test(message)) {
    return "it speaks TLS, but no tls is configured for it";
  }
  return undefined;
}

function fields(error: unknown): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: "", message: String(error) };
  // Several addresses of one name, all failed: the first says enough.
  const inner: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const first = inner instanceof Error ? inner : error;
  const code = "code" in first && typeof first.code === "string" ? first.code : "";
  return { code, message: first.message || code };
}
