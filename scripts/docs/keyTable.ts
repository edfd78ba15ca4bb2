import { takesString } from "../../launcher/config/index.ts";
import type { JsonSchema } from "../../launcher/config/index.ts";
import { keyType } from "./keyType.ts";
import { markdownTable } from "./markdownTable.ts";

/**
 * A table of the keys of one level: type, default, whether `{env: NAME}` may stand there, meaning and an example.
 *
 * @throws Error for a key without a description, or without an example where it is not a level of its own.
 */
export function keyTable(level: JsonSchema): string {
  const keys = Object.entries(level.properties ?? {});
  if (keys.length === 0) throw new Error("A level of the configuration has no keys.");
  const required = new Set(level.required);
  const rows = keys.map(([key, schema]) => [
    `\`${key}\``,
    keyType(schema),
    required.has(key) ? "**required**" : schema.default === undefined ? "" : code(schema.default),
    envMark(schema),
    prose(described(key, schema)),
    schema.examples === undefined ? "" : code(schema.examples[0]),
  ]);
  const columns = ["Key", "Type", "Default", "`env`", "Meaning", "Example"];
  const hasDefaults = rows.some((row) => row[2] !== "");
  return hasDefaults ? markdownTable(columns, rows) : withoutDefaults(columns, rows);
}

function withoutDefaults(columns: string[], rows: string[][]): string {
  const others = (cells: string[]): string[] => cells.filter((_cell, index) => index !== 2);
  return markdownTable(others(columns), rows.map(others));
}

function described(key: string, { description, examples, ...schema }: JsonSchema): string {
  if (description === undefined) throw new Error(`The key '${key}' has no description.`);
  if (examples === undefined && !isLevel(schema)) throw new Error(`The key '${key}' has no example.`);
  return description;
}

function isLevel({ $ref, allOf, items }: JsonSchema): boolean {
  return $ref !== undefined || allOf !== undefined || (!Array.isArray(items) && items?.$ref !== undefined);
}

function envMark(schema: JsonSchema): string {
  if (takesString(schema)) return "yes";
  return [schema, ...(schema.anyOf ?? [])].some(holdsStrings) ? "each" : "";
}

function holdsStrings({ items, additionalProperties: values }: JsonSchema): boolean {
  return [items, values].flat().some((part) => typeof part === "object" && takesString(part));
}

/** Text that may hold what Markdown would take for markup. */
function prose(text: string): string {
  return text.replaceAll(/[*_<>]/g, "\\$&").replaceAll("\\_", "_");
}

function code(value: unknown): string {
  return `\`${inYaml(value)}\``;
}

/** A value as it may be written in dagster.yaml, on one line. */
function inYaml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(inYaml).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([key, item]) => `${key}: ${inYaml(item)}`);
    return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
  }
  if (typeof value !== "string") return String(value);
  return plain.test(value) && !value.endsWith(":") ? value : JSON.stringify(value);
}

/** What YAML takes for a string without quotes, which the words of YAML 1.1's booleans are not. */
const plain = /^(?!(?:yes|no|on|off|true|false|null|y|n)$)[A-Za-z/][\w./@:=-]*$/i;
