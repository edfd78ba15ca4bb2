import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fleetJsonSchema, settingsJsonSchema, type JsonSchema } from "../../stacks/fleet/jsonSchema.ts";
import { checkout } from "../cache.ts";
import { markdownTable } from "./markdownTable.ts";
import { fillRegions } from "./regions.ts";

/** The documents that are generated from the fleet's schema, not formatted yet: their paths in the checkout, and their texts. */
export function fleetDocuments(): Record<string, string> {
  const page = "docs/fleet.md";
  return {
    [page]: fillRegions(readFileSync(join(checkout, page), "utf8"), fleetRegions()),
    "docs/schema/fleet.schema.json": JSON.stringify(fleetJsonSchema()),
    "docs/schema/stack.schema.json": JSON.stringify(settingsJsonSchema()),
  };
}

/** The tables of docs/fleet.md: one for each part of the fleet, with the keys below it. */
export function fleetRegions(): Record<string, string> {
  const schema = fleetJsonSchema();
  const { controlPlane = {}, hosts, locations, certificates } = schema.properties ?? {};
  const table = (level: JsonSchema | undefined): string =>
    markdownTable(["Key", "Default", "What it is"], rows(schema, level ?? {}));
  return {
    "control-plane-keys": table(controlPlane),
    "host-keys": table(hosts?.items as JsonSchema),
    "location-keys": table(locations?.items as JsonSchema),
    "certificate-keys": table(certificates),
  };
}

/**
 * @throws Error for a key without a description.
 */
function rows(root: JsonSchema, level: JsonSchema, prefix = ""): string[][] {
  const resolved = resolve(root, level);
  const objects = [resolved, ...(resolved.anyOf ?? []).map((each) => resolve(root, each))];
  return objects.flatMap(({ properties = {}, required = [] }) =>
    Object.entries(properties).flatMap(([key, schema]) => {
      const path = `${prefix}${key}`;
      const { description, default: fallback } = schema;
      if (description === undefined) throw new Error(`The fleet's key '${path}' has no description.`);
      const own = [
        `\`${path}\``,
        standard(fallback, resolved.anyOf === undefined && required.includes(key)),
        prose(description),
      ];
      return [own, ...below(root, schema, path)];
    }),
  );
}

/** The keys inside a key. Container options have a page of their own, and services have the same ones throughout. */
function below(root: JsonSchema, schema: JsonSchema, path: string): string[][] {
  if (schema.$ref !== undefined || schema["allOf"] !== undefined) return [];
  if (/^services\.(?!webserver)/.test(path)) return [];
  const { items } = schema;
  return items === undefined || Array.isArray(items)
    ? rows(root, schema, `${path}.`)
    : rows(root, items, `${path}[].`);
}

function resolve(root: JsonSchema, schema: JsonSchema): JsonSchema {
  const name = /^#\/definitions\/(.*)$/.exec(schema.$ref ?? "")?.[1];
  return name === undefined ? schema : (root.definitions?.[name] ?? {});
}

function standard(value: unknown, required: boolean): string {
  if (required) return "**required**";
  if (typeof value === "number") return `\`${Math.round(value * 100) / 100}\``;
  return typeof value === "string" || typeof value === "boolean" ? `\`${value}\`` : "";
}

/** Text that may hold what Markdown would take for markup. */
function prose(text: string): string {
  return text.replaceAll(/[*<>]/g, "\\$&");
}
