import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { beforeEach, expect, test } from "vitest";
import { checkout } from "../../../scripts/cache.ts";
import { shellProgram } from "../../../components/ssh/script.ts";

const folder = join(checkout, "components/controlPlane");
let directory: string;

// A `docker` that writes down what it is told, in place of a dockerd: what is tested is which commands come in which order.
const docker = `#!/bin/sh
echo "$1 $(echo "$*" | grep -oE 'WEB|DAEMON' | tr '\\n' ' ')" >>"$LOG"
case $1 in
ps) printf 'WEB\\nDAEMON\\n' ;;
inspect) echo "$OLD_IMAGE" ;;
run) cat >"$LOG.env"; echo "$*" >"$LOG.run"; echo "alembic says something"; exit "$MIGRATION" ;;
esac
`;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "migrate-"));
  mkdirSync(join(directory, "bin"));
  writeFileSync(join(directory, "bin/docker"), docker);
  chmodSync(join(directory, "bin/docker"), 0o755);
});

async function migrate(environment: { MIGRATION?: string; OLD_IMAGE?: string } = {}, reference = "image:2") {
  const log = join(directory, "log");
  writeFileSync(log, "");
  const program = shellProgram({
    create: join(folder, "migrate.sh"),
    delete: join(folder, "forget.sh"),
    variables: {
      host: "host-a",
      image: "sha256:new",
      reference,
      network: "n",
      home_on_host: "/h",
      home_inside: "/i",
      user: "1:1",
      database: "db:5432/dagster",
      marker: join(directory, "state/migrated"),
    },
    input: "DAGSTER_POSTGRES_PASSWORD=THE-PASSWORD\n",
  });
  const result = await execa("sh", ["-s", "create"], {
    input: program,
    reject: false,
    env: {
      PATH: `${join(directory, "bin")}:${process.env["PATH"] ?? ""}`,
      LOG: log,
      MIGRATION: "0",
      OLD_IMAGE: "sha256:old",
      ...environment,
    },
  });
  const commands = readFileSync(log, "utf8")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  return { exitCode: result.exitCode, stderr: result.stderr, commands };
}

test("the services are stopped, the database is migrated, and old services stay down to be replaced", async () => {
  const { exitCode, commands } = await migrate();
  expect(exitCode).toBe(0);
  expect(commands).toEqual(["ps", "stop WEB DAEMON", "run", "inspect WEB", "inspect DAEMON"]);
});

test("the password reaches the container's environment, and no command line", async () => {
  await migrate();
  expect(readFileSync(join(directory, "log.env"), "utf8")).toBe("DAGSTER_POSTGRES_PASSWORD=THE-PASSWORD\n");
  expect(readFileSync(join(directory, "log.run"), "utf8")).not.toContain("THE-PASSWORD");
});

test("a failure starts the services again, fails with what Dagster said, and is tried again", async () => {
  const { exitCode, stderr, commands } = await migrate({ MIGRATION: "3" });
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(
    /^DAGSTER_MIGRATION_FAILED: host host-a: .* of image:2 ended with code 3; .*\nalembic says something$/,
  );
  expect(commands).toEqual(["ps", "stop WEB DAEMON", "run", "start WEB", "start DAEMON"]);
  expect(existsSync(join(directory, "state/migrated"))).toBe(false);
  expect((await migrate()).commands).toContain("run");
});

test("the same image and database are not migrated twice, another image is", async () => {
  await migrate();
  expect((await migrate()).commands).toEqual([]);
  expect((await migrate({}, "image:3")).commands).toContain("run");
});

test("services that have the new image already are started again", async () => {
  expect((await migrate({ OLD_IMAGE: "sha256:new" })).commands.slice(-4)).toEqual([
    "inspect WEB",
    "start WEB",
    "inspect DAEMON",
    "start DAEMON",
  ]);
});
