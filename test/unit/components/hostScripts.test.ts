import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { encodeFiles } from "../../../components/hostDirectory/encode.ts";
import { shellProgram } from "../../../components/ssh/script.ts";

// Each run starts a shell.
vi.setConfig({ testTimeout: 60_000 });

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), "multihost-"))));
afterEach(() => rmSync(root, { recursive: true }));

const scripts = join(import.meta.dirname, "../../../components/hostDirectory");

function run(name: "create" | "delete", directory: string, files: Record<string, string> = {}): void {
  const program = shellProgram({
    create: join(scripts, "write.sh"),
    delete: join(scripts, "remove.sh"),
    variables: {
      directory,
      owner: `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`,
      file_mode: "0640",
      directory_mode: "0750",
    },
    input: encodeFiles(files),
  });
  execFileSync("sh", ["-s", name], { input: program });
}

test("a program that only takes away has no function that makes", () => {
  const script = join(root, "away.sh");
  writeFileSync(script, "echo gone\n");
  const program = shellProgram({ delete: script, variables: {}, input: "" });
  expect(execFileSync("sh", ["-s", "delete"], { input: program }).toString()).toBe("gone\n");
  expect(program).not.toContain("create()");
});

test("variables and input reach the script whatever they contain", () => {
  const script = join(root, "show.sh");
  writeFileSync(script, 'printf "%s|" "$value"\ncat\n');
  fc.assert(
    fc.property(
      fc.string({ unit: "binary" }).filter((text) => !/[\0\r\n]/.test(text)),
      (value) => {
        const program = shellProgram({ create: script, variables: { value }, input: `${value}\n` });
        expect(execFileSync("sh", ["-s", "create"], { input: program }).toString()).toBe(
          `${value}|${value}\n`,
        );
      },
    ),
    { numRuns: 30 },
  );
});

test("an input that would end itself early is refused", () => {
  expect(() =>
    shellProgram({ create: join(scripts, "write.sh"), variables: {}, input: "END_OF_INPUT\n" }),
  ).toThrow(RangeError);
});

test("files are written with their modes, changed, and removed when they are no longer listed", () => {
  const directory = join(root, "a/b");
  run("create", directory, { "x.txt": "one\n", "sub/y.txt": "two, ünï\n", empty: "" });
  expect(readFileSync(join(directory, "sub/y.txt"), "utf8")).toBe("two, ünï\n");
  expect(readFileSync(join(directory, "empty"), "utf8")).toBe("");
  expect(statSync(join(directory, "x.txt")).mode & 0o777).toBe(0o640);
  expect(statSync(directory).mode & 0o777).toBe(0o750);
  // The directory above is passed through by services of other users.
  expect(statSync(join(root, "a")).mode & 0o777).toBe(0o755);

  writeFileSync(join(directory, "theirs"), "kept");
  run("create", directory, { "x.txt": "changed" });
  expect(readFileSync(join(directory, "x.txt"), "utf8")).toBe("changed");
  expect(existsSync(join(directory, "sub/y.txt"))).toBe(false);
  expect(existsSync(join(directory, "theirs"))).toBe(true);

  run("delete", directory);
  expect(existsSync(directory)).toBe(false);
  expect(existsSync(join(root, "a"))).toBe(true);
});

test.each(["/etc/passwd", "../x", "a/../../x", "a b", "", "a//b"])("the path %j is refused", (path) => {
  expect(() => encodeFiles({ [path]: "" })).toThrow(RangeError);
});
