import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { launcherConfigJsonSchema } from "../../../../launcher/config/index.ts";

const schema = z.fromJSONSchema(launcherConfigJsonSchema() as Parameters<typeof z.fromJSONSchema>[0]);
const takes = (config: unknown): boolean => schema.safeParse(config).success;
const host = { host_name: "host-b", location_names: ["etl"] };
const withHost = (more: object): object => ({ docker_hosts: [{ ...host, ...more }] });

describe("launcherConfigJsonSchema", () => {
  test("takes the documented example", () => {
    const file = join(import.meta.dirname, "../../../../docs/examples/dagster.yaml");
    const yaml = parse(readFileSync(file, "utf8")) as { run_launcher: { config: unknown } };
    expect(takes(yaml.run_launcher.config)).toBe(true);
  });

  test.each([
    ["text", withHost({ docker_url: { env: "URL" } })],
    ["an item of a list", { default_env_vars: [{ env: "ENTRY" }] }],
    ["a choice", { pull_policy: { env: "POLICY" } }],
    ["a size, which may be text", { default_container_kwargs: { mem_limit: { env: "LIMIT" } } }],
    ["a value of a map", withHost({ labels: { gpu: { env: "GPU" } } })],
  ])("takes {env: NAME} for %s", (_what, config) => {
    expect(takes(config)).toBe(true);
  });

  test.each([
    ["a number", { log_tail_lines: { env: "LINES" } }],
    ["a flag", withHost({ tls: { client_cert: "c", client_key: "k", verify: { env: "VERIFY" } } })],
    ["a map", withHost({ registry: { env: "REGISTRY" } })],
  ])("refuses {env: NAME} for %s", (_what, config) => {
    expect(takes(config)).toBe(false);
  });

  test("takes null for an optional key and not for a required one", () => {
    expect(takes(withHost({ network: null, tls: null, container_kwargs: null }))).toBe(true);
    expect(takes(withHost({ location_names: null }))).toBe(false);
  });

  test.each([
    ["the top level", { dockr_hosts: [] }],
    ["a host", withHost({ netwrok: "n" })],
    ["container options", { default_container_kwargs: { mem_limt: "1g" } }],
  ])("refuses an unknown key of %s", (_what, config) => {
    expect(takes(config)).toBe(false);
  });
});
