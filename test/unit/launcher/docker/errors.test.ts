import { describe, expect, test } from "vitest";
import { engineError } from "../../../../launcher/docker/engineError.ts";
import { RequestTimeout, unreachable } from "../../../../launcher/docker/explain.ts";

const answer = (status: number, message: string, json?: unknown): Error =>
  Object.assign(new Error(`(HTTP code ${status}) server error - ${message} `), { statusCode: status, json });

describe("engineError", () => {
  test("takes the engine's own words, with and without JSON", () => {
    const expected = { status: 500, message: "Docker on 'b' answered: no space left" };
    expect(engineError(answer(500, "x", { message: "no space left." }), "b")).toMatchObject(expected);
    expect(engineError(answer(500, "no space left"), "b")).toMatchObject(expected);
  });

  test("is none when the engine did not answer", () => {
    expect(engineError(new Error("socket hang up"), "b")).toBeUndefined();
    expect(engineError(answer(400, "Client sent an HTTP request to an HTTPS server"), "b")).toBeUndefined();
  });
});

describe("unreachable", () => {
  const coded = (code: string, message = "x"): Error => Object.assign(new Error(message), { code });

  test.each([
    [coded("ECONNREFUSED"), "check that dockerd runs"],
    [coded("ENOTFOUND"), "does not resolve"],
    [coded("EACCES"), "permission denied"],
    [coded("CERT_HAS_EXPIRED"), "expired"],
    [coded("SELF_SIGNED_CERT_IN_CHAIN"), "tls.ca_cert"],
    [
      coded("ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", "tlsv13 alert certificate required"),
      "tls.client_cert",
    ],
    [coded("ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE", "ssl/tls alert bad certificate"), "tls.client_cert"],
    [new AggregateError([coded("ECONNREFUSED")]), "connection refused"],
    [new RequestTimeout(10), "no answer within 10 s"],
    [new Error("Handshake failed: no matching host key format"), "another type"],
    [answer(400, "Client sent an HTTP request to an HTTPS server"), "no tls is configured"],
    ["odd", "odd"],
  ])("explains %o", (error, words) => {
    const { message, retryable, code } = unreachable("host-b", "tcp://10.0.1.2:2376", error);
    expect(message).toContain("Docker host 'host-b' (tcp://10.0.1.2:2376) cannot be reached");
    expect(message).toContain(words);
    expect({ retryable, code }).toEqual({ retryable: true, code: "HOST_UNREACHABLE" });
  });
});
