import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { shellProgram } from "../../../../components/ssh/script.ts";
import { installableCommand } from "../../../../stacks/preflight/installable.ts";

const script = join(import.meta.dirname, "../../../../components/dockerHost/install.sh");

/** Everyday programs that the scripts use; this machine's package manager must not be among them. */
const tools = ["sh", "cat", "tail", "mktemp", "rm", "sleep", "touch", "chmod", "grep", "cp"];

/** A server of some distribution: its os-release, and package managers that write down what they are asked for. */
export class Distribution {
  private readonly root = mkdtempSync(join(tmpdir(), "multihost-distribution-"));
  private readonly bin = join(this.root, "bin");

  /** @param packages What the distribution has, by the package manager's name. */
  constructor(osRelease: string, packages: Record<string, string[]>) {
    mkdirSync(this.bin);
    writeFileSync(join(this.root, "os-release"), osRelease);
    for (const tool of tools) {
      symlinkSync(
        execFileSync("sh", ["-c", `command -v ${tool}`], { encoding: "utf8" }).trim(),
        join(this.bin, tool),
      );
    }
    for (const [manager, names] of Object.entries(packages)) this.program(manager, installer(names));
    for (const name of ["systemctl", "usermod"]) this.program(name, "");
    this.program("apt-cache", "exit 1");
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }

  /** What preflight finds: whether Docker Engine can be installed. */
  installable(): boolean {
    return this.run(["-c", installableCommand(join(this.root, "os-release"))]).code === 0;
  }

  /** Runs install.sh and returns what it called, in order. */
  install(): { code: number | null; stdout: string; stderr: string; calls: string[] } {
    const variables = { host: "host-b", user: "deploy" };
    const done = this.run(["-s", "create"], shellProgram({ create: script, variables, input: "" }));
    const calls = join(this.root, "calls");
    return { ...done, calls: existsSync(calls) ? readFileSync(calls, "utf8").trim().split("\n") : [] };
  }

  private program(name: string, body: string): void {
    const file = join(this.bin, name);
    writeFileSync(file, `#!/bin/sh\necho "${name} $*" >>"$ROOT/calls"\n${body}\n`);
    chmodSync(file, 0o755);
  }

  private run(args: string[], input = "") {
    const env = { PATH: this.bin, ROOT: this.root };
    const { status, stdout, stderr } = spawnSync("sh", args, { input, encoding: "utf8", env });
    return { code: status, stdout, stderr };
  }
}

/** A package manager: the last word is the package; a package of Docker Engine brings `docker` and `dockerd`. */
function installer(names: string[]): string {
  const engine = `#!/bin/sh\\n[ "$1" != version ] || echo 28.5.1\\n`;
  return [
    'for last in "$@"; do :; done',
    '[ "$1" != update ] || exit 0',
    `case $last in ${names.join("|") || "none"}) ;; *) echo "Unable to find a match: $last"; exit 1 ;; esac`,
    `for name in docker dockerd; do printf '${engine}' >"$ROOT/bin/$name"; chmod 755 "$ROOT/bin/$name"; done`,
  ].join("\n");
}
