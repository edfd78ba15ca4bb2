import { isIP } from "node:net";

/** The subject alternative names of a server certificate, as RFC 5280 tells them apart. */
export interface SubjectAltNames {
  dnsNames: string[];
  ipAddresses: string[];
}

/**
 * Sorts names and addresses into the kinds that a certificate keeps apart, each once, in the order given. A client that
 * dials an IP address looks at `ipAddresses` alone.
 *
 * @example
 * subjectAltNames(["host-b", "10.0.1.2", "host-b"]); // { dnsNames: ["host-b"], ipAddresses: ["10.0.1.2"] }
 */
export function subjectAltNames(names: string[]): SubjectAltNames {
  const unique = [...new Set(names)];
  return {
    dnsNames: unique.filter((name) => isIP(name) === 0),
    ipAddresses: unique.filter((name) => isIP(name) !== 0),
  };
}
