import { execSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  firewallRevision,
  parseFirewall,
  type FirewallFacts,
} from "../../../../components/hostFirewall/facts.ts";
import { nftRules, openings, type FirewallPort } from "../../../../components/hostFirewall/rules.ts";
import { shellProgram } from "../../../../components/ssh/script.ts";

const scripts = join(import.meta.dirname, "../../../../components/hostFirewall");

/** A server in a directory, with nft, systemd, ufw and firewalld that behave as the real ones do towards the scripts. */
export class FirewallServer {
  readonly root = mkdtempSync(join(tmpdir(), "multihost-firewall-"));
  readonly address = "10.0.1.2";

  constructor() {
    for (const path of ["fake", "etc/systemd/system"]) mkdirSync(join(this.root, path), { recursive: true });
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }

  /** A file that stands for what is in force: `table`, `ufw`, `firewalld`, `firewalld-now`, `enabled` or `calls`. */
  read(name: string): string | undefined {
    const file = join(this.root, "fake", name);
    return existsSync(file) ? readFileSync(file, "utf8") : undefined;
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.root, "fake", name), text);
  }

  facts(): FirewallFacts {
    return parseFirewall(this.run("read.sh").stdout);
  }

  /** A part of an `up`. */
  apply(ports: FirewallPort[], env: Record<string, string> = {}) {
    const rules = Buffer.from(nftRules(this.address, ports)).toString("base64");
    const input = [`rules ${rules}\n`, ...openings(ports).map((opening) => `open ${opening}\n`)].join("");
    return this.run("apply.sh", { revision: firewallRevision(this.facts(), Date.now()) }, input, env);
  }

  destroy() {
    return this.run("remove.sh");
  }

  /** Every file of the server with its content, and every directory; what was called is left out. */
  files(): string {
    const find = "find . -name calls -o -type d -print -o -type f -exec sha256sum {} + | sort";
    return execSync(find, { cwd: this.root, encoding: "utf8" });
  }

  private run(
    script: string,
    variables: Record<string, string> = {},
    input = "",
    env: Record<string, string> = {},
  ) {
    const { status, stdout, stderr } = spawnSync("sh", ["-s", "create"], {
      input: shellProgram({
        create: join(scripts, script),
        library: join(scripts, "library.sh"),
        variables: { host: "host-b", address: this.address, ...variables },
        input,
      }),
      encoding: "utf8",
      env: {
        PATH: `${join(import.meta.dirname, "server")}:/usr/sbin:/usr/bin:/sbin:/bin`,
        DAGSTER_MULTIHOST_ROOT: this.root,
        FAKE: join(this.root, "fake"),
        ...env,
      },
    });
    return { code: status, stdout, stderr };
  }
}
