import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { checkout } from "../../../scripts/cache.ts";
import { settingsJsonSchema, fleetJsonSchema, type JsonSchema } from "../../../stacks/fleet/jsonSchema.ts";
import { sampleFleet } from "./sampleFleet.ts";

const settings = z.fromJSONSchema(settingsJsonSchema() as Parameters<typeof z.fromJSONSchema>[0]);
const withFleet = (fleet: unknown): unknown => ({ config: { "dagster-multihost:fleet": fleet } });
const examples = readdirSync(join(checkout, "examples")).filter((name) => name.endsWith(".yaml"));

test.each(examples)("examples/%s is what the schema for editors describes", (name) => {
  const value = parse(readFileSync(join(checkout, "examples", name), "utf8")) as unknown;
  expect(settings.safeParse(value).error).toBeUndefined();
});

test("any text may be a secret, an unknown key may not be there", () => {
  const fleet = sampleFleet();
  const password = { secure: "v1:abc" };
  expect(settings.safeParse(withFleet(fleet)).success).toBe(true);
  Object.assign(fleet.hosts[1]?.registry ?? {}, { password });
  expect(settings.safeParse(withFleet(fleet)).success).toBe(true);
  Object.assign(fleet.hosts[1] ?? {}, { adress: "10.0.0.1" });
  expect(settings.safeParse(withFleet(fleet)).success).toBe(false);
});

test("what has a default need not be written, and what is wanted must be", () => {
  const { hosts, controlPlane, locations } = fleetJsonSchema().properties ?? {};
  expect((hosts?.items as JsonSchema).required).toEqual(["name", "address", "ssh", "access"]);
  expect(controlPlane?.required).toEqual(["host", "image"]);
  expect((locations?.items as JsonSchema).required).toEqual(["name"]);
});
