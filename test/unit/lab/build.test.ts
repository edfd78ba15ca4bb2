import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { extraCertificates } from "../../../lab/images/base.ts";
import { buildCommand } from "../../../lab/images/build.ts";
import { contextHash, copyInto, withContext } from "../../../lab/images/context.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lab-test-"));
  mkdirSync(join(folder, "one/deep"), { recursive: true });
  writeFileSync(join(folder, "one/Dockerfile"), "FROM x\n");
  writeFileSync(join(folder, "one/deep/file"), "content");
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("contextHash", () => {
  it("is the same for the same content in another place", () => {
    cpSync(join(folder, "one"), join(folder, "two"), { recursive: true });
    expect(contextHash(join(folder, "two"))).toBe(contextHash(join(folder, "one")));
  });

  it("changes with a file's content, with its name, and with what is added", () => {
    const before = contextHash(join(folder, "one"));
    expect(contextHash(join(folder, "one"), "target")).not.toBe(before);
    writeFileSync(join(folder, "one/deep/file"), "changed");
    const changed = contextHash(join(folder, "one"));
    expect(changed).not.toBe(before);
    cpSync(join(folder, "one/deep/file"), join(folder, "one/deep/name"));
    rmSync(join(folder, "one/deep/file"));
    expect(contextHash(join(folder, "one"))).not.toBe(changed);
  });
});

describe("copyInto", () => {
  it("leaves out what tools left behind", () => {
    mkdirSync(join(folder, "one/__pycache__"));
    writeFileSync(join(folder, "one/__pycache__/a.pyc"), "");
    copyInto(join(folder, "context"), join(folder, "one"), "part");
    expect(readdirSync(join(folder, "context/part")).sort()).toEqual(["Dockerfile", "deep"]);
  });
});

describe("withContext", () => {
  it("removes the context even when the build fails", async () => {
    let seen = "";
    const build = withContext(
      (context) => writeFileSync(join(context, "Dockerfile"), ""),
      (context) => Promise.reject(new Error((seen = context))),
    );
    await expect(build).rejects.toThrow(seen);
    expect(() => readdirSync(seen)).toThrow("ENOENT");
  });
});

describe("buildCommand", () => {
  it("names tag, target, arguments and context", () => {
    const build = { repository: "r", context: "/c", target: "bare", buildArguments: { BASE: "b:1" } };
    expect(buildCommand("r:1", build).join(" ")).toBe(
      "build --network host --tag r:1 --target bare --build-arg BASE=b:1 /c",
    );
  });
});

describe("extraCertificates", () => {
  it("finds the .crt files, also in folders, and nothing else", () => {
    writeFileSync(join(folder, "one/deep/root.crt"), "");
    writeFileSync(join(folder, "one/readme.txt"), "");
    expect(extraCertificates(join(folder, "one"))).toEqual([join(folder, "one/deep/root.crt")]);
    expect(extraCertificates(join(folder, "missing"))).toEqual([]);
  });
});
