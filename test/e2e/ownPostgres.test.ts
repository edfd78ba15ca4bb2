import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Dagster } from "../../lab/demo/dagster.ts";
import { destroy, labStack, plainOutputs, removeStack, up } from "../../lab/demo/stack.ts";
import type { Lab } from "../../lab/lab.ts";
import { stackDirectory } from "../../lab/demo/workspace.ts";
import { labUp } from "../../lab/up.ts";
import { report } from "./support/deployment.ts";
import { describeExample, exampleOnLab, registryPassword } from "./support/examples.ts";
import { addressOf, footprints, onHost } from "./support/hosts.ts";
import { OwnCa } from "./support/ownCa.ts";
import { OwnPostgres } from "./support/ownPostgres.ts";

// examples/own-postgres.yaml, with a CA of one's own and the runs' output kept in the database besides. The tests build on each other, in order; Postgres is on a host that is not of the fleet.
const names = ["host-a", "host-b", "host-c"];
const path = "fleet.controlPlane.postgres.external";

let lab: Lab;
let stack: Stack;
let own: OwnPostgres;
let ca: OwnCa;
let before: Record<string, string>;
let dagster: Dagster;
let recorded: string;
let destroyed = false;

beforeAll(async () => {
  lab = await labUp(report);
  before = await footprints(names);
  own = await OwnPostgres.start(lab, "host-c", registryPassword(lab));
  ca = await OwnCa.make();
  stack = await labStack(lab, report, "own-postgres-lab");
});

afterAll(async () => {
  if (!destroyed) await destroy(stack, report).catch(() => removeStack(stack).catch(() => undefined));
  await own.remove();
  ca.remove();
});

/** The example with this Postgres and this CA; `wrong` replaces some of what it says of it. */
async function describe(wrong: Record<string, string> = {}): Promise<void> {
  const fleet = exampleOnLab(lab, "own-postgres");
  const { postgres } = fleet.controlPlane;
  if (!postgres || !("external" in postgres)) throw new Error("the example has no Postgres of its own");
  const { password, ...rest } = { password: own.password, host: own.address, ...wrong };
  Object.assign(postgres.external, rest);
  fleet.controlPlane.computeLogs = "postgres";
  const { certificateFile, privateKeyFile } = ca;
  fleet.certificates = { ca: { certificateFile, privateKeyFile } };
  await describeExample(lab, stack, fleet, { [`${path}.password`]: password });
}

const failure = (): Promise<string> =>
  up(stack, report).then(
    () => "up succeeded",
    (error: unknown) => (error as Error).message,
  );

const services = async (): Promise<string> => {
  const each = ["host-a", "host-b"].map((name) =>
    onHost(name, "docker ps --no-trunc --format '{{.ID}} {{.Names}}' | sort"),
  );
  return (await Promise.all(each)).join("\n").trim();
};

test("a user who may not create tables is named before any service is made", async () => {
  const password = "the-password-of-the-visitor";
  await own.sql(`CREATE ROLE visitor LOGIN PASSWORD '${password}';`);
  await describe({ user: "visitor", password });
  const message = await failure();
  expect(message).toMatch(/POSTGRES_LOGIN_FAILED: host host-a: /);
  expect(message).toContain(
    `Postgres at ${own.address}:5432 as user "visitor". Let it: ALTER DATABASE "dagster" OWNER TO "visitor"`,
  );
  expect(await services()).toBe("");
});

test("the run's record and its output are in that database; a second up changes nothing", async () => {
  await describe();
  dagster = new Dagster(plainOutputs((await up(stack, report)).outputs).webserver);
  const { runId, status } = await dagster.waitFor(await dagster.launch("etl_pipelines", "daily_etl"));
  expect(status).toBe("SUCCESS");
  recorded = `SELECT status FROM runs WHERE run_id = '${runId}'`;
  expect(await own.sql(recorded)).toBe("SUCCESS");
  expect((await dagster.computeLogs(runId)).stderr).toContain("Loaded totals: 100 orders");
  expect(Object.keys((await up(stack, report)).summary.resourceChanges ?? {})).toEqual(["same"]);
});

test("host-b's certificate is by the CA of one's own, of which no server learns the key", async () => {
  const issuer = `openssl s_client -connect ${addressOf("host-b")}:2376 </dev/null 2>/dev/null | openssl x509 -noout -issuer`;
  expect(await onHost("host-b", issuer)).toBe(`issuer=CN = ${ca.name}`);
  const key = readFileSync(ca.privateKeyFile, "utf8").split("\n")[1] ?? "";
  expect(key.length).toBeGreaterThan(40);
  for (const host of ["host-a", "host-b"]) {
    const files = "/etc/docker /etc/dagster-multihost /var/lib/dagster-multihost";
    expect(await onHost(host, `grep -rlF "${key}" ${files} 2>/dev/null || true`)).toBe("");
  }
});

test("a password that is wrong later is named, and the services go on as they are", async () => {
  const running = await services();
  await describe({ password: "not-the-password" });
  const message = await failure();
  expect(message).toContain(`Correct ${path}.password (pulumi config set`);
  expect(message).not.toContain("not-the-password");
  expect(await services()).toBe(running);
  await describe();
});

test("a Postgres that is down is named, and Dagster is there again when it is", async () => {
  await own.stop();
  expect(await failure()).toMatch(
    /POSTGRES_UNREACHABLE: fleet\.controlPlane\.postgres\.external: Postgres at [\d.]+\.3:5432 .*refused/,
  );
  await own.startAgain();
  await expect
    .poll(() => dagster.runsWith(["SUCCESS"]).then(({ length }) => length, String), {
      ...{ timeout: 60_000, interval: 1_000 },
    })
    .toBe(1);
});

test("the password is in no plain output, log, label, argument or state", async () => {
  const onServer =
    "ps -eo args; for c in $(docker ps -aq); do docker logs $c 2>&1; docker inspect -f '{{json .Config.Labels}} {{json .Config.Cmd}} {{json .Args}}' $c; done; cat /var/lib/dagster-multihost/home/dagster.yaml 2>/dev/null || true";
  const plain = [
    // Not exportStack: it asks for the secrets in clear.
    readFileSync(
      join(stackDirectory("state"), `.pulumi/stacks/dagster-multihost/${stack.name}.json`),
      "utf8",
    ),
    JSON.stringify(plainOutputs(await stack.outputs())),
    await onHost("host-a", onServer),
    await onHost("host-b", onServer),
  ];
  for (const text of plain) expect(text).not.toContain(own.password);
});

test("destroy leaves the database with its data, and the fleet's servers without a trace", async () => {
  await destroy(stack, report);
  destroyed = true;
  expect(await own.sql(recorded)).toBe("SUCCESS");
  await own.remove();
  expect(await footprints(names)).toEqual(before);
});
