import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { beforeEach, expect, test } from "vitest";
import { shellProgram } from "../../../components/ssh/script.ts";
import { checkout } from "../../../scripts/cache.ts";

let directory: string;

// In place of a container that logs in: it says what Postgres would.
const docker = `#!/bin/sh
cat >"$0.env"; echo "$*" >"$0.arguments"; [ -z "$SAID" ] || { echo "$SAID" >&2; exit $CODE; }
`;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "database-"));
  writeFileSync(join(directory, "docker"), docker);
  chmodSync(join(directory, "docker"), 0o755);
});

async function check(said: string, code = 1): Promise<{ exitCode: number | undefined; stderr: string }> {
  const program = shellProgram({
    create: join(checkout, "components/controlPlane/checkDatabase.sh"),
    variables: {
      ...{ host: "host-a", image: "sha256:new", network: "n", check: "import psycopg2" },
      ...{ address: "db.example.org", port: "5433", login: "dagster", database: "runs" },
    },
    input: "DAGSTER_POSTGRES_PASSWORD=THE-PASSWORD\n",
  });
  const PATH = `${directory}:${process.env["PATH"] ?? ""}`;
  const { exitCode, stderr } = await execa("sh", ["-s", "create"], {
    ...{ input: program, reject: false, env: { PATH, SAID: said, CODE: String(code) } },
  });
  return { exitCode, stderr };
}

test("a login that succeeds says nothing; the password is in the container's environment alone", async () => {
  expect(await check("")).toEqual({ exitCode: 0, stderr: "" });
  expect(readFileSync(join(directory, "docker.env"), "utf8")).toBe(
    "DAGSTER_POSTGRES_PASSWORD=THE-PASSWORD\n",
  );
  const words = readFileSync(join(directory, "docker.arguments"), "utf8");
  expect(words).toMatch(/ -c import psycopg2 5433$/m);
  expect(words).not.toContain("THE-PASSWORD");
});

const fields = "fleet.controlPlane.postgres.external";

test.each([
  [
    'FATAL:  password authentication failed for user "dagster"',
    `Correct ${fields}.password (pulumi config set`,
  ],
  [
    'FATAL:  database "runs" does not exist',
    `Correct ${fields}.database, or make it: createdb --owner dagster runs.`,
  ],
  [
    'FATAL:  role "dagster" does not exist',
    `Correct ${fields}.user, or make it: createuser --pwprompt dagster.`,
  ],
  ['FATAL:  role "dagster" is not permitted to log in', `Correct ${fields}.user`],
  [
    'FATAL:  no pg_hba.conf entry for host "10.0.1.1"',
    "Let every host of the fleet in there, in pg_hba.conf.",
  ],
  ["the user may not create tables in the database's schema", 'ALTER DATABASE "runs" OWNER TO "dagster"'],
  ["FATAL:  sorry, too many clients already", "See what was said. "],
])("%s: the mend names the field", async (said, mend) => {
  const { exitCode, stderr } = await check(said);
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(
    /^POSTGRES_LOGIN_FAILED: host host-a: .* database "runs" of Postgres at db\.example\.org:5433 as user "dagster"\. /,
  );
  expect(stderr).toContain(mend);
  expect(stderr).toContain(`What was said: ${said}`);
});

test("a container that cannot be run is not a login that failed", async () => {
  const said = "docker: no space left on device";
  expect(await check(said, 125)).toEqual({
    exitCode: 1,
    stderr: expect.stringMatching(
      /^POSTGRES_LOGIN_FAILED: host host-a: no login could be tried, .*no space left/,
    ) as string,
  });
});
