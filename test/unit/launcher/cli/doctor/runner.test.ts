import { Writable } from "node:stream";
import { describe, expect, test } from "vitest";
import type { CheckName, Job } from "../../../../../launcher/cli/doctor/check.ts";
import { failure, NotPossible, ok } from "../../../../../launcher/cli/doctor/finding.ts";
import type { Finding } from "../../../../../launcher/cli/doctor/finding.ts";
import type { Side } from "../../../../../launcher/cli/doctor/plan.ts";
import { Secrets } from "../../../../../launcher/cli/doctor/runner/redact.ts";
import { runAll } from "../../../../../launcher/cli/doctor/runner/runAll.ts";
import { runJob } from "../../../../../launcher/cli/doctor/runner/runJob.ts";
import { processIo } from "../../../../../launcher/cli/io.ts";
import { LauncherError } from "../../../../../launcher/error.ts";
import { runCommand } from "../runCommand.ts";

const never = new AbortController().signal;
const io = { ...processIo, stderr: new Writable({ write: (_chunk, _encoding, done) => done() }) };

function job(
  name: CheckName,
  run: () => Promise<Finding[]>,
  host: string | null = "b",
  limitSeconds = 5,
): Job {
  return { name, side: host === null ? "control_plane" : "host", host, location: null, limitSeconds, run };
}

const well = (text: string) => () => Promise.resolve([ok(text)]);
const silent = (): Promise<Finding[]> => new Promise(() => undefined);
const side = (host: string | null, first: Job[], engine: Job[] = []): Side => ({
  ...{ host, first, engine, close: () => Promise.resolve() },
});

describe("one check", () => {
  const outcomeOf = async (run: () => Promise<Finding[]>, limitSeconds = 5) =>
    (await runJob(job("tls", run, "b", limitSeconds), never))[0];

  test("that never ends is given up", async () => {
    expect(await outcomeOf(silent, 0.05)).toMatchObject({ outcome: "failure", check: "tls", host: "b" });
  });

  test("that fails by a known error says which, and by another one says nothing that may be secret", async () => {
    const known = await outcomeOf(() => Promise.reject(new LauncherError("HOST_UNKNOWN", "no such host")));
    expect(known?.found).toBe("HOST_UNKNOWN: no such host");
    const other = await outcomeOf(() => Promise.reject(new TypeError("password hunter2")));
    expect(other).toMatchObject({ outcome: "failure", found: "The check itself failed: TypeError." });
  });

  test("that cannot be made is skipped", async () => {
    const found = await outcomeOf(() => Promise.reject(new NotPossible("no image", "pull it")));
    expect(found).toMatchObject({ outcome: "skipped", found: "no image", fix: "pull it" });
  });

  test("is ended by Ctrl-C", async () => {
    const stop = new AbortController();
    const running = runJob(job("tls", silent), stop.signal);
    stop.abort(new LauncherError("INTERRUPTED", "stopped"));
    await expect(running).rejects.toMatchObject({ code: "INTERRUPTED" });
  });
});

describe("all checks", () => {
  test("of a dead host are not made, and of others are, in the order that is documented", async () => {
    const dead = job("docker", () => Promise.resolve([failure("dead", "wake it")]), "dead");
    const asked: string[] = [];
    const clock = (host: string): Job => job("clock", () => (asked.push(host), well("on time")()), host);
    const sides = [
      side("dead", [dead, job("tls", well("holds"), "dead")], [clock("dead")]),
      side("b", [job("docker", well("answers"))], [job("networks", well("there")), clock("b")]),
      side(null, [job("launcher", well("up"), null), job("configuration", well("valid"), null)]),
    ];
    const found = await runAll(sides, io, never);
    expect(asked).toEqual(["b"]);
    expect(found.map(({ host, check, outcome }) => [host, check, outcome])).toEqual([
      ["dead", "tls", "ok"],
      ["dead", "docker", "failure"],
      ["dead", "clock", "skipped"],
      ["b", "docker", "ok"],
      ["b", "clock", "ok"],
      ["b", "networks", "ok"],
      [null, "configuration", "ok"],
      [null, "launcher", "ok"],
    ]);
  });

  test("of many silent hosts do not wait for one another longer than the checks of one", async () => {
    const hosts = Array.from({ length: 40 }, (_, index) => `host-${index}`);
    const began = Date.now();
    const sides = hosts.map((host) =>
      side(host, [job("docker", silent, host, 0.2)], [job("clock", silent, host)]),
    );
    const found = await runAll([...sides, side("b", [job("docker", well("answers"))])], io, never);
    // 16 at once: three rounds.
    expect(Date.now() - began).toBeLessThan(2_000);
    expect(found).toHaveLength(81);
  });
});

test("secrets are taken out of findings, also where they are part of a URL", () => {
  const secrets = new Secrets();
  secrets.add("p@ss word", undefined, "abc");
  secrets.addEnvironment([
    "DAGSTER_POSTGRES_PASSWORD=hunter2",
    "API_TOKEN=to=ken",
    "LOG_LEVEL=info",
    "PGDATA",
  ]);
  const text = "p@ss word p%40ss%20word hunter2 to=ken info abc";
  expect(secrets.hide(text)).toBe("[hidden] [hidden] [hidden] [hidden] info abc");
});

describe("the command", () => {
  test.each([
    [["--only", "clok"], 2, /There is no check 'clok'\. Did you mean 'clock'/],
    [["--only", "tls,"], 2, /There is no check ''/],
    [["--skip"], 2, /argument missing/],
    [["--only", "tls", "--skip", "tls"], 2, /USAGE_INVALID: .*no check/],
    [["surplus"], 2, /too many arguments/],
    [[], 1, /DAGSTER_HOME_UNSET/],
  ])("doctor %j exits with %i", async (args, code, text) => {
    const outcome = await runCommand(["doctor", ...args]);
    expect([outcome.code, outcome.stdout]).toEqual([code, ""]);
    expect(outcome.stderr).toMatch(text);
  });

  test("reports a dagster.yaml that is missing as a finding, and exits with 3", async () => {
    const { code, stdout } = await runCommand(["doctor", "--json", "--only", "configuration"], {
      DAGSTER_HOME: "/no/home",
    });
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      healthy: false,
      counts: { failure: 1 },
      findings: [
        { check: "configuration", side: "control_plane", host: null, location: null, outcome: "failure" },
      ],
    });
  });
});
