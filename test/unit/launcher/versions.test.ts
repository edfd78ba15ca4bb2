import { readFileSync } from "node:fs";
import semver from "semver";
import { expect, test } from "vitest";
import { version } from "../../../launcher/api/version.ts";

const adapter = "launcher/adapter/src/dagster_multihost_launcher/__init__.py";

test("the launcher, the Python package and package.json have one version", () => {
  const { version: npm } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  expect(npm).toBe(version);
  expect(/^__version__ = "(.+)"$/m.exec(readFileSync(adapter, "utf8"))?.[1]).toBe(version);
});

test("pip takes it for newer than dagster-multihost-launcher 0.2.0", () => {
  expect(semver.gt(version, "0.2.0")).toBe(true);
});

test("the wheel is built with the hatchling that the package asks for", () => {
  const asked = /hatchling==[\d.]+/.exec(readFileSync("launcher/adapter/pyproject.toml", "utf8"))?.[0];
  expect(asked).toBeDefined();
  expect(readFileSync("images/wheel/requirements.txt", "utf8")).toContain(asked);
  expect(readFileSync("launcher/adapter/requirements-dev.txt", "utf8")).toContain(asked);
});
