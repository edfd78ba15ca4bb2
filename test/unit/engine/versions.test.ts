import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { buildPlan, goArguments } from "../../../engine/plan.ts";
import { goSources } from "../../../engine/sources.ts";
import { versions } from "../../../engine/versions.ts";
import { checkout } from "../../../scripts/cache.ts";

const packageJson = JSON.parse(readFileSync(join(checkout, "package.json"), "utf8")) as {
  dependencies: Record<string, string>;
};

test("the plugins have the versions of the npm packages that they serve", () => {
  const plugins = buildPlan(versions()).flatMap((binary) => (binary.plugin ? [binary.plugin] : []));
  expect(plugins.map((plugin) => plugin.name).sort()).toEqual(["command", "docker", "tls"]);
  for (const plugin of plugins)
    expect(plugin.version).toBe(packageJson.dependencies[`@pulumi/${plugin.name}`]);
});

test("the CLI that is built is the one that the npm package and core/go.mod pin", () => {
  const goMod = readFileSync(join(checkout, "engine/core/go.mod"), "utf8");
  const version = packageJson.dependencies["@pulumi/pulumi"];
  expect(goMod).toContain(`github.com/pulumi/pulumi/pkg/v3 v${version} `);
  expect(goMod).toContain(`github.com/pulumi/pulumi/sdk/v3 v${version}\n`);
  expect(buildPlan(versions())[0]?.version).toBe(`v${version}`);
});

test("go writes each binary to its place under the root and links its version in", () => {
  for (const binary of buildPlan(versions())) {
    const args = goArguments(binary, "/root-of-engine");
    expect(args.at(-1)).toBe(binary.package);
    expect(args).toContain(`/root-of-engine/${binary.output}`);
    expect(args.join(" ")).toContain(`-X ${binary.variable}=${binary.version}`);
  }
});

test("the cache's key covers every module and no test", () => {
  const sources = goSources();
  for (const module of ["core", "lang", "tls", "docker", "command"]) {
    expect(sources).toContain(`engine/${module}/go.mod`);
    expect(sources).toContain(`engine/${module}/go.sum`);
  }
  expect(sources).toContain("engine/command/dial.go");
  expect(sources.filter((file) => file.endsWith("_test.go"))).toEqual([]);
});
