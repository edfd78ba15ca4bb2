import fc from "fast-check";
import { expect, test } from "vitest";
import { logLevels, logModules } from "../../../../launcher/config/index.ts";
import { moduleLevels } from "../../../../launcher/log/levels.ts";
import { fleetConfig } from "../fleet.ts";
import { recordedLog } from "./logLines.ts";

test("a module's own level comes before the default, and the variable before dagster.yaml", () => {
  expect(moduleLevels()).toEqual({ api: "info", config: "info", runs: "info", warm: "info", watch: "info" });
  expect(moduleLevels("", { default: "warn", watch: "debug" })).toMatchObject({
    api: "warn",
    watch: "debug",
  });
  expect(moduleLevels("error", { watch: "debug" })).toMatchObject({ watch: "error" });
  expect(moduleLevels("watch=trace", { default: "warn", watch: "debug" })).toMatchObject({
    ...{ watch: "trace", runs: "warn" },
  });
});

test("whatever is set for a module is its level, wherever it stands", () => {
  const level = fc.constantFrom(...logLevels);
  const entries = fc.dictionary(fc.constantFrom("default", ...logModules), level);
  fc.assert(
    fc.property(entries, (set) => {
      const variable = Object.entries(set).map(([module, value]) => `${module}=${value}`);
      expect(moduleLevels(variable.join(" , "))).toEqual(moduleLevels("", set));
      for (const module of logModules) {
        expect(moduleLevels("", set)[module]).toBe(set[module] ?? set["default"] ?? "info");
      }
    }),
  );
});

test.each(["loud", "watch", "watch=loud", "engine=debug", "info,x"])("%s is refused with a code", (text) => {
  expect(() => moduleLevels(text)).toThrow(
    expect.objectContaining({
      code: "LOG_LEVEL_INVALID",
      message: expect.stringContaining("info,watch=debug") as string,
    }),
  );
});

test("a new configuration changes the levels at once", () => {
  const { log, lines } = recordedLog();
  const { watch, api } = log.loggers;
  watch.debug("before");
  log.configured(fleetConfig({ log_level: { default: "error", watch: "debug" } }));
  watch.debug("seen");
  api.warn("not seen");
  log.configured(fleetConfig({}));
  watch.debug("not seen again");
  api.info("seen, too");
  expect(lines().map(({ msg, module }) => [module, msg])).toEqual([
    ["watch", "seen"],
    ["api", "seen, too"],
  ]);
});

test("the variable is not overruled by dagster.yaml", () => {
  const { log, lines } = recordedLog({ DAGSTER_MULTIHOST_LOG_LEVEL: "warn" });
  log.configured(fleetConfig({ log_level: { default: "debug" } }));
  log.loggers.runs.info("not seen");
  expect(lines()).toEqual([]);
});
