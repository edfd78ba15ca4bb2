import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import {
  hostConfigSchema,
  launcherConfigSchema,
  parseLauncherConfig,
} from "../../../launcher/config/index.ts";
import { checkout } from "../../../scripts/cache.ts";

const dagsterYaml = parse(readFileSync(join(checkout, "docs/examples/dagster.yaml"), "utf8")) as {
  run_launcher: { config: { docker_hosts: object[] } };
};
const { config } = dagsterYaml.run_launcher;

describe("docs/examples/dagster.yaml", () => {
  test("is a configuration that the launcher takes", () => {
    const parsed = parseLauncherConfig(config, { REGISTRY_PASSWORD: "hunter2" });
    expect(parsed.docker_hosts.map(({ docker_url }) => docker_url)).toEqual([
      "local",
      "tcp://10.0.1.2:2376",
      "ssh://deploy@10.0.1.3",
    ]);
    expect(parsed.docker_hosts[1]?.registry?.password).toBe("hunter2");
  });

  test("shows every key of the top level and of a host", () => {
    expect(Object.keys(config).toSorted()).toEqual(Object.keys(launcherConfigSchema.shape).toSorted());
    const shown = new Set(config.docker_hosts.flatMap((host) => Object.keys(host)));
    expect([...shown].toSorted()).toEqual(Object.keys(hostConfigSchema.shape).toSorted());
  });
});
