import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { EngineError } from "../../../../launcher/docker/port.ts";
import { deployment } from "./deployment.ts";
import type { Deployment } from "./deployment.ts";

let one: Deployment;
beforeEach(async () => {
  one = await deployment();
  one.dagster.locations["etl"] = {
    image: "registry.example.com/etl:2",
    instigators: [{ kind: "schedule", name: "nightly", running: true, canReset: true }],
  };
});
afterEach(() => one.close());

const ticks = (): boolean | undefined => one.dagster.locations["etl"]?.instigators[0]?.running;
const outcomes = (stdout: string): Record<string, string> =>
  Object.fromEntries(
    (JSON.parse(stdout) as { steps: { step: string; outcome: string }[] }).steps.map(({ step, outcome }) => [
      step,
      outcome,
    ]),
  );

describe("deploy", () => {
  test("goes through all steps in order", async () => {
    const log = join(one.folder, "exec.log");
    const { code, stdout, stderr } = await one.run(
      "deploy",
      "etl",
      "-y",
      "--json",
      "--exec",
      `echo restarted | tee ${log}`,
    );
    expect(stderr).toContain("restarted\n");
    expect(code).toBe(0);
    expect(Object.entries(outcomes(stdout)).map((pair) => pair.join(" "))).toEqual(
      ["check", "pull", "drain", "exec", "reload", "restore", "cleanup"].map((step) => `${step} done`),
    );
    expect(readFileSync(log, "utf8")).toBe("restarted\n");
    expect(one.host("b").pulls).toHaveLength(1);
    expect(one.dagster.calls).toEqual(["stop nightly", "reload etl", "start nightly"]);
    expect(existsSync(one.stateFile)).toBe(false);
  });

  test("changes nothing when the host is silent, or the image cannot be pulled", async () => {
    one.host("b").failures["pull"] = new Error("broken");
    expect((await one.run("deploy", "etl", "-y")).stderr).toContain("Nothing was changed");
    one.host("b").down = true;
    const { code, stderr, stdout } = await one.run("deploy", "etl", "-y", "--json");
    expect([code, outcomes(stdout)]).toEqual([3, { check: "failed" }]);
    expect(stderr).toMatch(/PREFLIGHT_UNHEALTHY: [^]*Host 'b' is not reachable/);
    expect([one.dagster.calls, ticks()]).toEqual([[], true]);
  });

  test("goes on with an image that cannot be pulled and is there, such as one that was built there", async () => {
    one.host("b").images.set("registry.example.com/etl:2", []);
    one.host("b").failures["pull"] = new EngineError(404, "manifest unknown");
    const { code, stderr } = await one.run("deploy", "etl", "-y");
    expect(stderr).toMatch(/b keeps its own: Image 'registry\.example\.com\/etl:2' cannot be pulled/);
    expect(code).toBe(0);
    one.host("b").images.delete("registry.example.com/etl:2");
    expect((await one.run("deploy", "etl", "-y")).stderr).toContain("Nothing was changed");
  });

  test("in two halves, for a restart that somebody else does", async () => {
    const before = await one.run("deploy", "etl", "-y", "--json", "--phase", "before");
    expect([before.code, outcomes(before.stdout)]).toEqual([
      0,
      { check: "done", pull: "done", drain: "done" },
    ]);
    expect(ticks()).toBe(false);
    const after = await one.run("deploy", "etl", "-y", "--json", "--phase", "after");
    expect([after.code, outcomes(after.stdout)]).toEqual([
      0,
      { reload: "done", restore: "done", cleanup: "done" },
    ]);
    expect([ticks(), existsSync(one.stateFile)]).toEqual([true, false]);
    const wrong = await one.run("deploy", "etl", "-y", "--phase", "after", "--exec", "true");
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining("USAGE_INVALID") as string]);
  });

  test("brings the earlier version back when the new one does not load, and says why it did not", async () => {
    const { dagster } = one;
    const at = join(one.folder, "version");
    dagster.onRequest = () => {
      const version = existsSync(at) ? readFileSync(at, "utf8").trim() : "old";
      Object.assign(dagster.locations["etl"] ?? {}, {
        error: version === "new" ? "no module named x" : undefined,
      });
    };
    const commands = ["--exec", `echo new >${at}`, "--rollback", `echo old >${at}`];
    const { code, stderr, stdout } = await one.run("deploy", "etl", "-y", "--json", ...commands);
    expect([code, stderr]).toEqual([4, expect.stringContaining("no module named x") as string]);
    const { steps } = JSON.parse(stdout) as { steps: { step: string; outcome: string }[] };
    expect(steps.slice(3).map(({ step, outcome }) => `${step} ${outcome}`)).toEqual([
      ...["exec done", "reload failed", "rollback done", "reload done", "restore done"],
    ]);
    expect([ticks(), existsSync(one.stateFile)]).toEqual([true, false]);
  });

  test("restores when the command fails, and does not repeat the command", async () => {
    const { code, stderr, stdout } = await one.run(
      "deploy",
      "etl",
      "-y",
      "--json",
      "--exec",
      "exit 7 # hunter2",
    );
    expect(code).toBe(1);
    expect(stderr).toContain("DEPLOY_COMMAND_FAILED: The command of --exec failed (exit code 7)");
    expect(stderr).not.toContain("hunter2");
    expect(outcomes(stdout)).toEqual({
      ...{ check: "done", pull: "done", drain: "done" },
      exec: "failed",
      restore: "done",
    });
    expect(ticks()).toBe(true);
  });

  test("restores when runs go on, and terminates them with --force", async () => {
    one.dagster.runs["run-1"] = { status: "STARTED", location: "etl" };
    const { code, stdout } = await one.run("deploy", "etl", "-y", "--timeout", "6", "--json");
    expect([code, outcomes(stdout)]).toEqual([
      4,
      { check: "done", pull: "done", drain: "failed", restore: "done" },
    ]);
    expect(ticks()).toBe(true);
    expect((await one.run("deploy", "etl", "-y", "--timeout", "6", "--force")).code).toBe(0);
  });

  test("keeps the state file when the new version does not load, and goes on from it", async () => {
    one.dagster.onRequest = () => {
      if (one.dagster.calls.includes("stop nightly"))
        Object.assign(one.dagster.locations["etl"] ?? {}, { error: "no module named x" });
    };
    const { code, stderr } = await one.run("deploy", "etl", "-y");
    expect(code).toBe(4);
    expect(stderr).toMatch(/RESTORE_INCOMPLETE: .*nightly[^]*RELOAD_TIMEOUT: [^]*no module named x/);
    expect(existsSync(one.stateFile)).toBe(true);
    one.dagster.onRequest = () => undefined;
    delete one.dagster.locations["etl"]?.error;
    expect((await one.run("deploy", "etl", "-y", "--skip-cleanup")).code).toBe(0);
    expect([ticks(), existsSync(one.stateFile)]).toEqual([true, false]);
  });

  test("asks before it does anything", async () => {
    const { code, stderr } = await one.run("deploy", "etl");
    expect(code).toBe(2);
    expect(stderr).toContain("not confirmed");
    expect(one.host("b").pulls).toEqual([]);
  });
});
