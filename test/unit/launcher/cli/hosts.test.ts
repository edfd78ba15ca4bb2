import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { deployment } from "./deployment.ts";
import type { Deployment } from "./deployment.ts";
import { runCommand } from "./runCommand.ts";

let one: Deployment;
beforeEach(async () => {
  one = await deployment();
});
afterEach(() => one.close());

describe("hosts", () => {
  test("list shows a table, with the errors below", async () => {
    one.host("c").down = true;
    one.host("b").expiry = Date.now() + 10.5 * 86_400_000;
    await one.service.drain("d");
    const { stdout, code } = await one.run("hosts", "list");
    const lines = stdout.trimEnd().split("\n");
    expect([lines.length, code]).toEqual([6, 0]);
    expect(lines[0]).toMatch(/^HOST {2}STATE/);
    expect(lines[1]).toMatch(/^b {5}up +20\.10\.24 {2}0 of 0 {2}- {5}10 days +local {2}etl$/);
    expect(lines[2]).toMatch(/^c {5}unreachable/);
    expect(lines[3]).toMatch(/^d {5}up, drained/);
    expect(lines[5]).toMatch(/^c: Docker host 'c' cannot be reached/);
  });

  test("drain and undrain, as text and as JSON", async () => {
    expect((await one.run("hosts", "drain", "b")).stdout).toContain("'b' is drained");
    await expect(one.create()).rejects.toMatchObject({ code: "HOST_DRAINED" });
    const { stdout } = await one.run("hosts", "list", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ hosts: [{ host_name: "b", drained: true }, {}, {}, {}] });
    const undrained = await one.run("hosts", "undrain", "b", "--json");
    expect(JSON.parse(undrained.stdout)).toEqual({ host_name: "b", drained: false, drained_since: null });
    expect(await one.create()).toMatchObject({ hostName: "b" });
  });

  test("a name that is not configured is wrong usage", async () => {
    const { code, stderr } = await one.run("hosts", "drain", "a/b");
    expect(code).toBe(2);
    expect(stderr).toMatch(/^HOST_UNKNOWN: .*'a\/b'/);
  });

  test("the socket is found in dagster.yaml, and nobody on it is told", async () => {
    const launcher = "module: m, class: MultiHostDockerRunLauncher";
    const yaml = (socket: string): void =>
      writeFileSync(
        join(one.folder, "dagster.yaml"),
        `run_launcher: {${launcher}, config: {launcher_socket: ${socket}}}`,
      );
    yaml(one.socket);
    expect((await runCommand(["hosts", "list", "--dagster-home", one.folder])).code).toBe(0);
    yaml(join(one.folder, "none.sock"));
    const { code, stderr } = await runCommand(["hosts", "list", "--dagster-home", one.folder]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^LAUNCHER_UNREACHABLE: .*none\.sock \(ENOENT\)/);
  });
});
