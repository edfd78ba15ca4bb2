import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isInstalled, installPackages } from "../../../scripts/packages.ts";

const folder = mkdtempSync(join(tmpdir(), "completion-"));
const at = (shell: string): string => join(folder, shell);

beforeAll(async () => {
  for (const shell of ["zsh", "fish"])
    if (!(await isInstalled(shell))) await installPackages(() => undefined, [shell], "SHELL_MISSING", shell);
  for (const shell of ["bash", "zsh", "fish"]) {
    const { stdout } = await execa("launcher/cli/dagster-multihost", ["completion", shell]);
    writeFileSync(at(shell), stdout);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const lines = (text: string): string[] => text.split("\n").filter(Boolean);

/** What each shell offers for a command line, whose last word is being written. */
const offers: Record<string, (words: string[]) => Promise<string[]>> = {
  bash: async (words) => {
    const set = `COMP_WORDS=(dagster-multihost "$@"); COMP_CWORD=$#`;
    const program = `source ${at("bash")}; ${set}; _dagster_multihost; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return lines((await execa("bash", ["--norc", "-c", program, "bash", ...words])).stdout);
  },
  zsh: async (words) => {
    // The part of zsh that only works within its line editor stands aside; what the function offers it is shown.
    const stand = `compdef() { : }; compadd() { shift; print -l -- \${(M)@:#\${words[CURRENT]}*} }; _files() { : }`;
    const set = `words=(dagster-multihost "$@"); CURRENT=$((# + 1))`;
    const program = `${stand}; source ${at("zsh")}; ${set}; _dagster_multihost`;
    return lines((await execa("zsh", ["-f", "-c", program, "zsh", ...words])).stdout);
  },
  fish: async (words) => {
    const program = `source ${at("fish")}; complete -C "dagster-multihost ${words.join(" ")}"`;
    return lines((await execa("fish", ["--no-config", "-c", program])).stdout);
  },
};

describe.each(Object.keys(offers))("%s", (shell) => {
  test.each([
    [[""], ["status", "hosts", "doctor", "completion"]],
    [["ho"], ["hosts"]],
    [
      ["hosts", ""],
      ["list", "drain", "undrain"],
    ],
    [
      ["hosts", "drain", "--"],
      ["--socket", "--json", "--help"],
    ],
    [["--ssh-key", "x", "doctor", "--o"], ["--only"]],
    [["config", "validate", "--no"], ["--no-env"]],
  ])("completes %j", async (words, wanted) => {
    const offered = await offers[shell]?.(words);
    expect(offered).toEqual(expect.arrayContaining(wanted));
    const last = words.at(-1) ?? "";
    for (const word of offered ?? []) expect(word.startsWith(last)).toBe(true);
  });
});
