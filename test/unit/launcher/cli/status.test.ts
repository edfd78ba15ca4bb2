import { writeFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { statusUrl } from "../../../../launcher/cli/statusUrl.ts";
import { deployment } from "./deployment.ts";
import type { Deployment } from "./deployment.ts";

let one: Deployment;
beforeEach(async () => {
  one = await deployment();
  one.dagster.locations["etl"] = { image: "app:1", instigators: [] };
});
afterEach(() => one.close());

test("shows one line for each thing, and exits with 0 when all is well", async () => {
  one.host("b").images.set("app:1", []);
  const { containerId } = await one.create();
  await one.service.start({ runId: "run-1", attempt: 0, hostName: "b", containerId });
  await one.service.drain("c");
  const { code, stdout, stderr } = await one.run("status");
  expect([code, stderr]).toEqual([0, ""]);
  const lines = stdout.trimEnd().split("\n");
  expect(lines).toHaveLength(11);
  expect(lines[1]).toMatch(/^launcher +- +up +version \S+, pid \d+, configured 2026/);
  expect(lines[2]).toContain(one.webserver);
  expect(lines[3]).toMatch(/^page +http:\/\/10\.0\.1\.1:3001 +- +status page$/);
  expect(lines[4]).toMatch(/^page +http:\/\/10\.0\.1\.1:3000 +- +Dagster$/);
  expect(lines[5]).toMatch(/^host +b +up +Docker 20\.10\.24, 1 runs, etl$/);
  expect(lines[6]).toMatch(/^host +c +up, drained/);
  expect(lines[9]).toMatch(/^location +etl +loaded +app:1$/);
  expect(lines[10]).toMatch(/^run +run-1 +running +etl\/daily_etl on b$/);
});

test("exits with 3 for a host that is silent and a location that does not load", async () => {
  one.host("d").down = true;
  Object.assign(one.dagster.locations["etl"] ?? {}, { error: "no module named x" });
  const { code, stdout, stderr } = await one.run("status", "--json");
  expect(code).toBe(3);
  const status = JSON.parse(stdout) as { problems: string[] };
  expect(status).toMatchObject({
    healthy: false,
    webserver: { reachable: true },
    locations: [{ state: "error" }],
  });
  expect(status.problems).toEqual([
    expect.stringMatching(/^Host 'd' is not reachable/),
    expect.stringMatching(/^Code location 'etl' is not loaded: .*no module named x$/),
  ]);
  expect(stderr.trimEnd().split("\n")).toEqual(status.problems);
});

test("shows what answers when the launcher or the webserver does not", async () => {
  const silent = await one.run("status", "--json", "--socket", `${one.folder}/none.sock`);
  expect(silent.code).toBe(3);
  expect(JSON.parse(silent.stdout)).toMatchObject({
    launcher: null,
    hosts: [],
    locations: [{ name: "etl" }],
  });
  expect(silent.stderr).toMatch(/^LAUNCHER_UNREACHABLE: /);
  const blind = await one.run("status", "--webserver-url", "http://127.0.0.1:9");
  expect(blind.code).toBe(3);
  expect(blind.stderr).toMatch(/^DAGSTER_UNREACHABLE: .*127\.0\.0\.1:9 .*--webserver-url/);
});

test("says where a browser finds both pages; what nobody has said is null, or what the stack says", async () => {
  const pages = async (...args: string[]) =>
    (JSON.parse((await one.run("status", "--json", ...args)).stdout) as { pages: object }).pages;
  expect(await pages()).toEqual({ status: "http://10.0.1.1:3001", dagster: "http://10.0.1.1:3000" });
  const silent = ["--socket", `${one.folder}/none.sock`];
  expect(await pages(...silent)).toEqual({ status: null, dagster: null });
  const file = `${one.folder}/outputs.json`;
  const stack = { hosts: [], locations: [], webserver: "http://a:3000", launcher: "http://a:3001" };
  writeFileSync(file, JSON.stringify(stack));
  expect(await pages(...silent, "--stack-outputs", file)).toEqual({
    status: "http://a:3001",
    dagster: "http://a:3000",
  });
});

test.each([
  [{}, null],
  [{ status_listen: "127.0.0.1:3001" }, "http://127.0.0.1:3001"],
  [{ status_listen: "[::1]:3001" }, "http://[::1]:3001"],
  [{ status_listen: "0.0.0.0:3001" }, null],
  [{ status_listen: "[::]:3001" }, null],
  [
    { status_listen: "0.0.0.0:3001", status_url: "https://ops.example.com/fleet/" },
    "https://ops.example.com/fleet/",
  ],
  [{ status_url: "http://nobody.listens" }, null],
])("the status page of %j is at %s", (config, url) => {
  expect(statusUrl(config)).toBe(url);
});
