import type { JsonSchema } from "../../launcher/config/index.ts";

/**
 * The type of a key in words: `string`, `number, 0 to 3600`, `list of strings`, or a link to the level that it holds.
 *
 * @example
 * keyType({ type: "array", items: { type: "string" } }); // "list of strings"
 */
export function keyType(schema: JsonSchema): string {
  const { type, anyOf, allOf, items } = schema;
  const level = levelOf(schema) ?? (allOf?.[0] && levelOf(allOf[0]));
  if (level !== undefined) return level;
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(" or ");
  if (anyOf) return [...new Set(anyOf.map(keyType))].join(" or ");
  if (Array.isArray(type)) return type.join(" or ");
  if (type === "array") return Array.isArray(items) ? "list" : `list of ${plural(keyType(items ?? {}))}`;
  if (type === "object") return "map";
  if (type === "number" || type === "integer") return `${type}${range(schema)}`;
  return type ?? "any value";
}

const levels: Record<string, string> = {
  "#/definitions/DockerHost": "[host](#docker_hosts)",
  "#/definitions/Tls": "[map](#tls)",
  "#/definitions/Ssh": "[map](#ssh)",
  "#/definitions/Registry": "[map](#registry)",
  "#/definitions/ContainerKwargs": "[map](#container-options)",
};

function levelOf({ $ref }: JsonSchema): string | undefined {
  return $ref === undefined ? undefined : levels[$ref];
}

function range({ minimum, maximum, exclusiveMinimum }: JsonSchema): string {
  const lowest = minimum === undefined ? "" : String(minimum);
  const above = exclusiveMinimum === undefined ? "" : `above ${exclusiveMinimum}`;
  if (lowest !== "" && maximum !== undefined) return `, ${lowest} to ${maximum}`;
  if (lowest !== "") return `, ${lowest} or more`;
  if (above !== "") return maximum === undefined ? `, ${above}` : `, ${above}, at most ${maximum}`;
  return "";
}

/** `string` → `strings`; of alternatives each, so that "string or number" reads on. */
function plural(type: string): string {
  if (type.startsWith("[host]")) return "[hosts](#docker_hosts)";
  return type
    .split(" or ")
    .map((one) => (one.startsWith("list of ") ? one.replace("list", "lists") : `${one}s`))
    .join(" or ");
}
