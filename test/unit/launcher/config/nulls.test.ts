import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseContainerContext, parseLauncherConfig } from "../../../../launcher/config/index.ts";
import { dropNulls } from "../../../../launcher/config/dropNulls.ts";

describe("dropNulls", () => {
  test("keeps a variable that environment removes, and what is in lists", () => {
    const kwargs = { environment: { DEBUG: null }, ports: { "80/tcp": null }, mem_limit: null };
    expect(dropNulls({ container_kwargs: kwargs, list: [null] })).toEqual({
      container_kwargs: { environment: { DEBUG: null }, ports: { "80/tcp": null } },
      list: [null],
    });
  });

  test("changes nothing that has no null", () => {
    const values = fc.oneof(fc.string(), fc.integer(), fc.boolean());
    fc.assert(
      fc.property(fc.object({ key: fc.stringMatching(/^[a-z]{1,5}$/), values: [values] }), (value) => {
        expect(dropNulls(value)).toEqual(value);
      }),
    );
  });
});

test("a code location's container context takes null as Dagster does", () => {
  expect(parseContainerContext({ registry: null, networks: null, env_vars: null }, {})).toEqual({
    networks: [],
    env_vars: [],
    container_kwargs: {},
  });
});

test("a log driver's option named env is no reference to a variable", () => {
  const log_config = { type: "json-file", config: { env: "TEAM" } };
  const parsed = parseLauncherConfig({ default_container_kwargs: { log_config } }, {});
  expect(parsed.default_container_kwargs.log_config).toEqual(log_config);
});
