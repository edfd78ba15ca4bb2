import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { listenOnSocket } from "../../../../launcher/api/unixSocket.ts";
import { addHostCommands } from "../../../../launcher/cli/hostCommands.ts";
import { fleet } from "../fleet.ts";
import { silentServer } from "../silentServer.ts";

let home: string;
let parts: ReturnType<typeof fleet>;
let server: ReturnType<typeof silentServer>;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "hosts-"));
  writeFileSync(
    join(home, "dagster.yaml"),
    `run_launcher: {module: m, class: MultiHostDockerRunLauncher, config: {launcher_socket: ${home}/own.sock}}`,
  );
  parts = fleet();
  server = silentServer(parts.service);
  await listenOnSocket(server, join(home, "own.sock"));
});

afterEach(async () => {
  await server.close();
  rmSync(home, { recursive: true });
});

async function run(...args: string[]): Promise<string> {
  const lines: string[] = [];
  const program = new Command();
  addHostCommands(program, (line) => lines.push(line));
  await program.parseAsync(args, { from: "user" });
  return lines.join("\n");
}

describe("the commands about hosts", () => {
  test("show the hosts as a table, with the errors below", async () => {
    parts.host("c").down = true;
    parts.host("b").expiry = Date.now() + 10.5 * 86_400_000;
    await parts.service.drain("d");
    const lines = (await run("hosts", "--dagster-home", home)).split("\n");
    expect(lines).toHaveLength(6);
    expect(lines[0]).toMatch(/^HOST {2}STATE/);
    expect(lines[1]).toMatch(/^b {5}up +20\.10\.24 {2}0 of 0 {2}10 days +local {2}etl$/);
    expect(lines[2]).toMatch(/^c {5}unreachable/);
    expect(lines[3]).toMatch(/^d {5}up, drained/);
    expect(lines[5]).toMatch(/^c: Docker host 'c' cannot be reached/);
    expect(JSON.parse(await run("hosts", "--json", "--dagster-home", home))).toHaveProperty("hosts");
  });

  test("drain and undrain", async () => {
    const socket = join(home, "own.sock");
    expect(await run("drain", "b", "--socket", socket)).toContain("'b' is drained");
    await expect(parts.create()).rejects.toMatchObject({ code: "HOST_DRAINED" });
    expect(await run("undrain", "b", "--socket", socket)).toContain("'b' takes new runs");
    expect(await parts.create()).toMatchObject({ hostName: "b" });
  });

  test("pass on what the launcher refuses", async () => {
    await expect(run("drain", "a/b", "--dagster-home", home)).rejects.toMatchObject({
      code: "HOST_UNKNOWN",
      message: expect.stringContaining("'a/b'") as string,
    });
  });

  test("say that nobody answers", async () => {
    await expect(run("hosts", "--socket", join(home, "none.sock"))).rejects.toMatchObject({
      code: "LAUNCHER_UNREACHABLE",
      message: expect.stringContaining("ENOENT") as string,
    });
  });
});
