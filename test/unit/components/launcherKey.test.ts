import { execSync } from "node:child_process";
import { appendFileSync, chmodSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { shellProgram } from "../../../components/ssh/script.ts";
import { checkout } from "../../../scripts/cache.ts";

const folder = join(checkout, "components/dockerHost");
const user = userInfo().username;
let home: string;
let bin: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "launcher-key-"));
  bin = mkdtempSync(join(tmpdir(), "launcher-key-bin-"));
  writeFileSync(join(bin, "getent"), `#!/bin/sh\necho "${user}:x:0:0::${home}:/bin/sh"\n`);
  chmodSync(join(bin, "getent"), 0o755);
});

function run(action: "create" | "delete", comment = "dagster-multihost-launcher-a"): void {
  const program = shellProgram({
    create: join(folder, "authorize.sh"),
    delete: join(folder, "unauthorize.sh"),
    variables: { user, line: `ssh-ed25519 KEY ${comment}`, comment },
    input: "",
  });
  const env = { ...process.env, PATH: `${bin}:${process.env["PATH"] ?? ""}` };
  execSync(`sh -s ${action}`, { input: program, env });
}

const files = (): string =>
  execSync("find . | sort; cat .ssh/* 2>/dev/null || true", { cwd: home, encoding: "utf8" });

test.each([
  ["no directory", () => undefined],
  ["an empty directory", () => mkdirSync(join(home, ".ssh"))],
  [
    "keys of others",
    () => {
      mkdirSync(join(home, ".ssh"));
      writeFileSync(join(home, ".ssh/authorized_keys"), "ssh-ed25519 OTHER somebody\n");
    },
  ],
])("%s: the key is let in once, and leaves everything as it was", (_, prepare) => {
  prepare();
  const before = files();
  run("create");
  run("create");
  expect(files().match(/ssh-ed25519 KEY dagster-multihost-launcher-a/g)).toHaveLength(1);
  run("create", "dagster-multihost-launcher-b");
  run("delete", "dagster-multihost-launcher-b");
  expect(files()).toContain("ssh-ed25519 KEY dagster-multihost-launcher-a");
  run("delete");
  run("delete");
  expect(files()).toBe(before);
});

test("a key that somebody added meanwhile stays, and nothing else does", () => {
  run("create");
  const theirs = "ssh-ed25519 OTHER somebody\n";
  appendFileSync(join(home, ".ssh/authorized_keys"), theirs);
  run("delete");
  expect(files()).toBe(`.\n./.ssh\n./.ssh/authorized_keys\n${theirs}`);
});
