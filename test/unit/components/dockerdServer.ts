import { execSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DaemonOptions } from "../../../components/dockerHost/daemonJson.ts";
import { parseFacts, type DockerdFacts } from "../../../components/dockerHost/facts.ts";
import { encodePlan, planDockerd } from "../../../components/dockerHost/plan.ts";
import { revision } from "../../../components/dockerHost/revision.ts";
import { shellProgram } from "../../../components/ssh/script.ts";

const scripts = join(import.meta.dirname, "../../../components/dockerHost");

export interface Outcome {
  /** Null when the script was cut off. */
  code: number | null;
  stderr: string;
}

/** A server with a docker.service, in a directory: the scripts of DockerHost run on it as on a real one. */
export class DockerdServer {
  readonly root = mkdtempSync(join(tmpdir(), "multihost-dockerd-"));
  private readonly fake = join(this.root, "fake");
  readonly daemonJson = this.path("etc/docker/daemon.json");

  constructor(daemonJson?: string) {
    mkdirSync(this.path("etc/docker"), { recursive: true });
    mkdirSync(this.path("etc/systemd/system"), { recursive: true });
    mkdirSync(this.path("var/lib"), { recursive: true });
    mkdirSync(this.fake);
    if (daemonJson !== undefined) writeFileSync(this.daemonJson, daemonJson);
    for (const name of ["up", "container"]) writeFileSync(join(this.fake, name), "");
    writeFileSync(
      join(this.fake, "live-restore"),
      `${String(daemonJson?.includes("live-restore") ?? false)}\n`,
    );
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }

  path(relative: string): string {
    return join(this.root, relative);
  }

  /** What read.sh finds. */
  facts(): DockerdFacts {
    const asked = Date.now();
    const { stdout } = this.run("read.sh", { port: "" });
    const facts = parseFacts(stdout, [asked, Date.now()]);
    if (!facts) throw new Error("no docker.service");
    return facts;
  }

  /** A part of an `up`: the configuration with these options and this certificate. It stays to be proven. */
  configure(
    daemonOptions: DaemonOptions,
    certificate = "one",
    env: Record<string, string> = {},
    now = Date.now(),
  ): Outcome {
    const facts = this.facts();
    const listen = { address: "10.0.1.2", port: 2376 };
    const plan = planDockerd(facts, { host: "host-b", listen, daemonOptions });
    const pem = {
      ca: `CA ${certificate}`,
      certificate: `CERT ${certificate}`,
      privateKey: `KEY ${certificate}`,
    };
    const variables = { host: "host-b", revision: revision(facts, now), wait_seconds: "2", proof: "yes" };
    return this.run("configure.sh", variables, encodePlan(plan, pem), env);
  }

  /** The other part: what the call from outside said. */
  prove(problem = ""): Outcome {
    return this.run("prove.sh", { host: "host-b", problem, configuration: "x" });
  }

  restore(): Outcome {
    return this.run("restore.sh", { host: "host-b" });
  }

  /** Every file on the server but the fake's own, with its content, and every empty directory. */
  files(except = "nothing"): string {
    const find = `find . -path ./fake -prune -o -name ${except} -o -type d -empty -print -o -type f -exec sha256sum {} + | sort`;
    return execSync(find, { cwd: this.root, encoding: "utf8" });
  }

  /** Whether the container that ran at the beginning still does. */
  get containerLives(): boolean {
    return existsSync(join(this.fake, "container"));
  }

  get liveRestore(): string {
    return readFileSync(join(this.fake, "live-restore"), "utf8").trim();
  }

  /** The daemon.json that dockerd was started with; undefined when it is not running. */
  get running(): string | undefined {
    const file = join(this.fake, "up");
    return existsSync(file) ? readFileSync(file, "utf8") : undefined;
  }

  get restarts(): number {
    return this.calls().filter((call) => call === "restart").length;
  }

  private calls(): string[] {
    const file = join(this.fake, "calls");
    return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
  }

  private run(
    script: string,
    variables: Record<string, string>,
    input = "",
    env: Record<string, string> = {},
  ): Outcome & { stdout: string } {
    rmSync(join(this.fake, "moves"), { force: true });
    const library = script === "read.sh" ? {} : { library: join(scripts, "library.sh") };
    const { status, stdout, stderr } = spawnSync("setsid", ["--wait", "sh", "-s", "create"], {
      input: shellProgram({ create: join(scripts, script), ...library, variables, input }),
      encoding: "utf8",
      env: {
        PATH: `${join(import.meta.dirname, "fakeServer")}:/usr/sbin:/usr/bin:/sbin:/bin`,
        DAGSTER_MULTIHOST_ROOT: this.root,
        FAKE: this.fake,
        ...env,
      },
    });
    return { code: status === null || status > 128 ? null : status, stdout, stderr };
  }
}
