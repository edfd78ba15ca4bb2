import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LauncherError } from "../../../../launcher/error.ts";
import { certificateMaker } from "../certificates.ts";
import { calls, impatientHost, streams } from "./calls.ts";
import { daemonOnSocket, daemonOverTls } from "./fakeDaemon.ts";
import type { FakeDaemon } from "./fakeDaemon.ts";
import { endless, misbehaviours } from "./misbehaviour.ts";

const folder = mkdtempSync(join(tmpdir(), "faults-"));
const certificates = certificateMaker(folder);
const { at } = certificates;
const tls = { ca_cert: at("ca.pem"), client_cert: at("client.pem"), client_key: at("client.key") };

beforeAll(async () => {
  await certificates.authority("ca");
  await certificates.leaf("server", "ca", "subjectAltName=IP:127.0.0.1");
  await certificates.leaf("client", "ca", "extendedKeyUsage=clientAuth");
});

afterAll(() => rmSync(folder, { recursive: true }));

/** What an engine may well answer with: to these, the named calls need not fail. */
const legitimate: Record<string, string[]> = {
  "answers HTML": ["logTail"],
  "answers a number": ["logTail"],
  "answers null": ["logTail"],
  "answers a list with null": ["logTail"],
  "answers another object": ["connectNetwork", "logTail"],
  // The id of an image is not used any further, and an image without a configuration has no environment.
  "answers an id that is a path": ["connectNetwork", "imageEnvironment", "logTail"],
  "answers an unknown state": ["logTail"],
  "answers with nothing": ["connectNetwork", "logTail"],
  "answers 204": ["start", "stop", "remove"],
  "answers 201 to everything": ["connectNetwork"],
  "answers more than it says": ["connectNetwork", "logTail"],
};

const codes = ["HOST_UNREACHABLE", "ENGINE_ANSWER_INVALID", "ENGINE_REFUSED"];

describe("an engine that", () => {
  test.each(Object.keys(misbehaviours))("%s is an error of every call, in time", async (name) => {
    const misbehave = misbehaviours[name] ?? expect.fail();
    await against([await daemonOnSocket(folder, misbehave)], async (daemon) => {
      await checkAll(daemon, name);
    });
  });

  test.each(Object.keys(misbehaviours))("%s is the same over TLS", async (name) => {
    const misbehave = misbehaviours[name] ?? expect.fail();
    await against([await daemonOverTls(certificates, misbehave)], async (daemon) => {
      await checkAll(daemon, name, tls);
    });
  });

  test.each(Object.keys(misbehaviours))(
    "%s does not keep a stream open, or end the process",
    async (name) => {
      const misbehave = misbehaviours[name] ?? expect.fail();
      await against([await daemonOnSocket(folder, misbehave)], async ({ dockerUrl }) => {
        const host = impatientHost(dockerUrl);
        for (const call of Object.values(streams)) {
          const started = Date.now();
          const outcome = await call(host).catch((error: unknown) => error);
          expect(String(outcome)).not.toMatch(nonsense);
          expect(Date.now() - started).toBeLessThan(2500);
        }
        host.close();
      });
    },
  );

  test.each(Object.keys(endless))("answers with endless %s fills no memory", async (name) => {
    const misbehave = endless[name] ?? expect.fail();
    await against([await daemonOnSocket(folder, misbehave)], async (daemon) => {
      const host = impatientHost(daemon.dockerUrl);
      for (const [method, call] of Object.entries({ ...calls, events: streams["events"] ?? expect.fail() })) {
        const error: unknown = await call(host).catch((failure: unknown) => failure);
        expect(error, method).toMatchObject({
          message: expect.stringMatching(/larger|does not end|no answer/) as string,
        });
      }
      expect(daemon.mostSent).toBeLessThan(48 * 1024 * 1024);
      host.close();
    });
  });
});

const nonsense = /TypeError|undefined|not a function|Cannot read|Unexpected token|\[object/;

async function checkAll(daemon: FakeDaemon, name: string, files?: object): Promise<void> {
  const host = impatientHost(daemon.dockerUrl, files);
  const started = Date.now();
  const outcomes = await Promise.all(
    Object.entries(calls).map(async ([method, call]) => {
      const outcome = await call(host).catch((error: unknown) => error);
      return { method, outcome, milliseconds: Date.now() - started };
    }),
  );
  host.close();
  for (const { method, outcome, milliseconds } of outcomes) {
    const what = `${method} of an engine that ${name}`;
    // Twice, for a request that may be repeated is.
    expect(milliseconds, what).toBeLessThan(2500);
    if (!(outcome instanceof Error) && legitimate[name]?.includes(method) === true) continue;
    expect(outcome, what).toBeInstanceOf(LauncherError);
    const { code, message } = outcome as LauncherError;
    expect(codes, what).toContain(code);
    expect(message, what).toContain("'faulty'");
    expect(message, what).not.toMatch(nonsense);
  }
}

async function against(daemons: FakeDaemon[], check: (daemon: FakeDaemon) => Promise<void>): Promise<void> {
  try {
    for (const daemon of daemons) await check(daemon);
  } finally {
    for (const daemon of daemons) await daemon.close();
  }
}
