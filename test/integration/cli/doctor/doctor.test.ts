import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { doctorDeployment, findingsOf, password } from "./deployment.ts";
import type { DoctorLab, Visit } from "./deployment.ts";

let lab: DoctorLab;
beforeAll(async () => {
  lab = await doctorDeployment();
  await lab.docker("exec", `${lab.name}-postgres`, "sh", "-c", untilReady);
});
beforeEach(() => lab.configure());
afterEach(async () => expect(await lab.left()).toBe(""));
afterAll(() => lab.close());

const untilReady = "until pg_isready -q -h 127.0.0.1; do sleep 0.2; done";
const withoutLauncher = ["--skip", "launcher"];

/** The one finding of a check. */
function only(visit: Visit, check: string, host?: string) {
  const found = findingsOf(visit, check, host);
  expect(found).toHaveLength(1);
  expect(visit.output).not.toContain(password);
  return found[0];
}

test("finds nothing wrong with a deployment that works, and starts no run", async () => {
  const visit = await lab.visit(withoutLauncher);
  expect(visit.diagnosis.findings.filter(({ outcome }) => outcome === "failure")).toEqual([]);
  expect([visit.code, visit.diagnosis.healthy]).toEqual([0, true]);
  expect(only(visit, "postgres")).toMatchObject({ outcome: "ok", location: "etl", host: "here" });
  expect(findingsOf(visit, "grpc").map(({ outcome }) => outcome)).toEqual(["ok", "ok"]);
  expect(only(visit, "dagster")).toMatchObject({
    outcome: "ok",
    found: expect.stringContaining("1.13") as string,
  });
  expect(only(visit, "image")).toMatchObject({ outcome: "ok" });
  expect(only(visit, "clock")).toMatchObject({ outcome: "ok" });
  expect(only(visit, "disk")).toMatchObject({ found: expect.stringMatching(/GiB/) as string });
  const sections = findingsOf(visit, "dockerd").map(({ reference }) => reference?.split(", ")[1]);
  expect(sections).toEqual(["2.15", "2.5", "2.7", "2.18", "2.10", "2.2", "2.14", "2.13", "2.16"]);
  const rotation = findingsOf(visit, "dockerd").find(({ reference }) => reference?.endsWith("2.13"));
  expect(rotation).toMatchObject({
    outcome: "warning",
    found: expect.stringContaining("max-size") as string,
  });
});

test("tells an unknown name, a refused connection, a wrong password and a missing database apart", async () => {
  const only4 = ["--only", "postgres"];
  lab.configure({
    hosts: [lab.host({ env_vars: ["DAGSTER_POSTGRES_HOST=nowhere.invalid", "DAGSTER_POSTGRES_PASSWORD"] })],
  });
  expect(only(await lab.visit(only4), "postgres")?.found).toContain("cannot resolve the name");
  lab.configure({ postgres_db: lab.storage({ port: 9 }) });
  expect(only(await lab.visit(only4), "postgres")?.found).toContain("is refused by Postgres");
  lab.configure();
  const wrong = await lab.visit(only4, "wrong-password");
  expect(only(wrong, "postgres")?.found).toContain("is not let in by Postgres");
  expect([wrong.code, wrong.output.includes("wrong-password")]).toEqual([3, false]);
  lab.configure({ postgres_db: lab.storage({ db_name: "another" }) });
  expect(only(await lab.visit(only4), "postgres")?.found).toContain("does not find its database");
  lab.configure({ postgres_db: lab.storage({ params: { sslmode: "require" } }) });
  expect(only(await lab.visit(only4), "postgres")?.found).toContain("on SSL");
  lab.configure({ postgres_db: lab.storage({ username: { env: "NOT_THERE" } }) });
  expect(only(await lab.visit(only4), "postgres")?.found).toContain("NOT_THERE");
});

test("a literal password of dagster.yaml is in no container's configuration and no output", async () => {
  lab.configure({
    postgres_db: lab.storage({ password }),
    hosts: [lab.host({ env_vars: [`DAGSTER_POSTGRES_HOST=${lab.name}-postgres`] })],
  });
  const seen: string[] = [];
  const visiting = lab.visit(["--only", "postgres"], "");
  while (seen.length === 0) {
    const id = await lab.left();
    if (id !== "") seen.push(await lab.docker("inspect", ...id.split("\n")));
  }
  const visit = await visiting;
  expect(only(visit, "postgres")).toMatchObject({ outcome: "ok" });
  expect(seen.join("")).toContain("dagster-doctor-");
  expect(seen.join("")).not.toContain(password);
});

test("a stopped Postgres and a stopped code server are found", async () => {
  await lab.docker("stop", "-t", "1", `${lab.name}-postgres`);
  const visit = await lab.visit(["--only", "postgres,grpc"]);
  expect(only(visit, "postgres")).toMatchObject({ outcome: "failure" });
  await lab.docker("start", `${lab.name}-postgres`);
  lab.configure({ grpcPort: 9 });
  const down = await lab.visit(["--only", "grpc"]);
  expect(only(down, "grpc")).toMatchObject({
    outcome: "failure",
    found: expect.stringContaining("127.0.0.1:9") as string,
  });
});

test("a missing network is found, and a dead host holds up no other", async () => {
  const dead = lab.host({ host_name: "dead", docker_url: "tcp://192.0.2.1:2376" });
  lab.configure({ hosts: [lab.host({ network: "no-such-network" }), dead] });
  const began = Date.now();
  const visit = await lab.visit(["--only", "docker,networks,clock"]);
  expect(Date.now() - began).toBeLessThan(15_000);
  expect(findingsOf(visit, "networks", "here")[0]).toMatchObject({
    ...{ outcome: "failure", found: expect.stringContaining("'no-such-network' does not exist") as string },
  });
  expect(only(visit, "clock", "here")).toMatchObject({ outcome: "ok" });
  expect(only(visit, "docker", "dead")).toMatchObject({ outcome: "failure" });
  expect(only(visit, "clock", "dead")).toMatchObject({ outcome: "skipped" });
});

test("Ctrl-C removes the container that is there", async () => {
  // Postgres that never answers keeps the container busy.
  lab.configure({
    hosts: [lab.host({ env_vars: ["DAGSTER_POSTGRES_HOST=192.0.2.1", "DAGSTER_POSTGRES_PASSWORD"] })],
  });
  const doctor = lab.start("--only", "postgres");
  await expect.poll(() => lab.left(), { timeout: 30_000 }).not.toBe("");
  const began = Date.now();
  doctor.kill("SIGINT");
  const { exitCode, stdout, stderr } = await doctor;
  expect([exitCode, stdout]).toEqual([130, ""]);
  expect(stderr).toContain("INTERRUPTED: ");
  expect(Date.now() - began).toBeLessThan(10_000);
});

test("an image that is not there, and one with another Dagster, are found", async () => {
  lab.configure({ grpcPort: await lab.serve("nowhere", "localhost:9/no/such:1") });
  const missing = await lab.visit(["--only", "image,dagster"]);
  const found = expect.stringMatching(/localhost:9.*cannot be pulled and is not on the host/) as string;
  expect(only(missing, "image")).toMatchObject({ outcome: "failure", found });
  expect(only(missing, "dagster")).toMatchObject({ outcome: "skipped" });
  const older = await lab.olderImage();
  lab.configure({ grpcPort: await lab.serve("older", older) });
  const visit = await lab.visit(["--only", "image,dagster"]);
  expect(only(visit, "image")).toMatchObject({ outcome: "ok" });
  expect(only(visit, "dagster")).toMatchObject({
    ...{
      outcome: "failure",
      found: expect.stringMatching(/has Dagster 1\.12\.0, the control plane 1\.13/) as string,
    },
  });
});
