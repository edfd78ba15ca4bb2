import { describe, expect, test } from "vitest";
import { AnswerFault } from "../../../../launcher/docker/answerFault.ts";
import { absent } from "../../../../launcher/docker/byStatus.ts";
import { engineError } from "../../../../launcher/docker/engineError.ts";
import { RequestTimeout, unreachable } from "../../../../launcher/docker/explain.ts";
import { EngineError } from "../../../../launcher/docker/port.ts";
import { HostUnreachableError } from "../../../../launcher/error.ts";

const request = { hostName: "b", dockerUrl: "tcp://10.0.1.2:2376", mayRefuse: true };
const answer = (statusCode: number, json?: unknown): Error =>
  Object.assign(new AnswerFault(`HTTP status ${statusCode}`), { statusCode, json });

describe("engineError", () => {
  test("takes the engine's own words", () => {
    const error = engineError(answer(500, { message: "no space left." }), request);
    expect(error).toBeInstanceOf(EngineError);
    expect(error).toMatchObject({ status: 500, message: "Docker on 'b' answered: no space left" });
    expect(error).toMatchObject({ code: "ENGINE_REFUSED", retryable: true });
  });

  test("is none when the engine did not answer", () => {
    expect(engineError(new Error("socket hang up"), request)).toBeUndefined();
  });

  test.each([
    ["a refusal without a reason", answer(404), request],
    ["a redirect", answer(302, { message: "moved" }), request],
    ["a proxy that has no engine", answer(502, { message: "bad gateway" }), request],
    ["too many requests", answer(429, { message: "slow down" }), request],
    [
      "a fault where there is nothing to refuse",
      answer(500, { message: "x" }),
      { ...request, mayRefuse: false },
    ],
    ["a page that is missing", answer(404, { message: "page not found" }), { ...request, mayRefuse: false }],
    ["another protocol", Object.assign(new Error("Parse Error"), { code: "HPE_INVALID_CONSTANT" }), request],
  ])("does not believe %s", (_, error, of) => {
    const translated = engineError(error, of);
    expect(translated).toBeInstanceOf(HostUnreachableError);
    expect(translated).toMatchObject({
      code: "ENGINE_ANSWER_INVALID",
      retryable: true,
      message: expect.stringContaining(
        "Docker host 'b' (tcp://10.0.1.2:2376) gave no usable answer",
      ) as string,
    });
  });

  test("believes that a container is gone only where the engine says so", () => {
    const gone = engineError(answer(404, { message: "No such container: x" }), {
      ...request,
      mayRefuse: false,
    });
    expect(gone).toBeInstanceOf(EngineError);
    expect(() => absent(gone)).not.toThrow();
    const elsewhere = new EngineError(404, "no Route matched with those values");
    expect(() => absent(elsewhere)).toThrow(elsewhere);
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
    [new Error("Client sent an HTTP request to an HTTPS server"), "no tls is configured"],
    ["odd", "odd"],
  ])("explains %o", (error, words) => {
    const { message, retryable, code } = unreachable("host-b", "tcp://10.0.1.2:2376", error);
    expect(message).toContain("Docker host 'host-b' (tcp://10.0.1.2:2376) cannot be reached");
    expect(message).toContain(words);
    expect({ retryable, code }).toEqual({ retryable: true, code: "HOST_UNREACHABLE" });
  });
});
