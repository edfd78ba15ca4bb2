import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ConfigFile } from "../../../../launcher/cli/configFile.ts";

let folder: string;
let path: string;
let unfollow: () => void = () => undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "config-file-"));
  path = join(folder, "dagster.yaml");
});

afterEach(() => {
  unfollow();
  rmSync(folder, { recursive: true });
});

let version = 0;

/** Replaces the file as editors and provisioning do. */
function write(config: object): void {
  const run_launcher = { module: "dagster_multihost_launcher", class: "MultiHostDockerRunLauncher", config };
  const fresh = `${path}.${++version}`;
  writeFileSync(fresh, JSON.stringify({ run_launcher }));
  renameSync(fresh, path);
}

function config(name: string, more: object = {}): object {
  return {
    docker_hosts: [{ host_name: name, docker_url: "local", location_names: [`${name}-etl`] }],
    ...more,
  };
}

async function followed() {
  write(config("b"));
  const file = await ConfigFile.open(path);
  const news: string[] = [];
  unfollow = file.follow(
    {
      loaded: (_, __, problem) => news.push(problem ?? "loaded"),
      rejected: (error) => news.push(`rejected: ${(error as Error).message}`),
    },
    10,
  );
  return { file, news };
}

describe("a dagster.yaml that changes", () => {
  test("comes into force", async () => {
    const { file, news } = await followed();
    const before = file.inForce;
    write(config("c", { log_tail_lines: 5 }));
    await expect.poll(() => news).toEqual(["loaded"]);
    expect(file.config.log_tail_lines).toBe(5);
    expect(file.inForce).toMatchObject({ hosts: ["c"], locations: ["c-etl"], error: null });
    expect(file.inForce.digest).not.toBe(before.digest);
  });

  test("leaves the old one in force when it is not valid, says why, and recovers", async () => {
    const { file, news } = await followed();
    write(config("c", { pull_polcy: "never" }));
    await expect.poll(() => news).toEqual([expect.stringMatching(/^rejected: .*pull_polcy/s)]);
    expect(file.inForce).toMatchObject({
      hosts: ["b"],
      error: expect.stringMatching(/stays in force.*pull_polcy.*pull_policy/s) as string,
    });
    expect(file.config.docker_hosts[0]?.host_name).toBe("b");
    rmSync(path);
    await expect.poll(() => news).toHaveLength(2);
    expect(news[1]).toContain("Cannot read");
    write(config("c"));
    await expect.poll(() => file.inForce).toMatchObject({ hosts: ["c"], error: null });
  });

  test("waits for a restart with what cannot change, and takes the rest", async () => {
    const { file, news } = await followed();
    write(config("c", { container_label_prefix: "other", status_listen: "127.0.0.1:1" }));
    await expect
      .poll(() => news)
      .toEqual([expect.stringContaining("container_label_prefix, status_listen take")]);
    expect(file.config).toMatchObject({ container_label_prefix: "dagster" });
    expect(file.config.status_listen).toBeUndefined();
    expect(file.inForce).toMatchObject({
      hosts: ["c"],
      error: expect.stringContaining("restarted") as string,
    });
  });
});
