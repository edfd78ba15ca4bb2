import { z } from "zod";
import { fleetSchema } from "./schema.ts";

/** The parts of JSON Schema (draft 7) that are looked at here. */
export interface JsonSchema {
  type?: string | string[];
  description?: string;
  default?: unknown;
  required?: string[];
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema | JsonSchema[];
  anyOf?: JsonSchema[];
  additionalProperties?: boolean | JsonSchema;
  definitions?: Record<string, JsonSchema>;
  $ref?: string;
  [keyword: string]: unknown;
}

/** The JSON Schema of a fleet as it is written. Rules that span several keys are not in it. */
export function fleetJsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(fleetSchema, {
    io: "input",
    target: "draft-07",
    override: ({ jsonSchema }) => {
      // Every integer of JSON is that small, and "starts_with" is no format.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.format === "starts_with") delete jsonSchema.format;
      if (jsonSchema.examples?.length === 0) delete jsonSchema.examples;
    },
  });
  return { title: "Fleet of dagster-multihost", ...(schema as JsonSchema) };
}

/**
 * The JSON Schema of `Pulumi.<stack>.yaml` with a fleet in it, for editors. Any text may be a secret there: `{ secure: … }`, as
 * `pulumi config set --secret` writes it.
 */
export function settingsJsonSchema(): JsonSchema {
  const { $schema, title, definitions = {}, ...fleet } = withSecrets(fleetJsonSchema());
  return {
    $schema,
    title: `Pulumi.<stack>.yaml: ${String(title)}`,
    type: "object",
    properties: {
      config: {
        type: "object",
        description: "The stack's configuration.",
        properties: { "dagster-multihost:fleet": fleet },
      },
    },
    definitions: { ...definitions, Secret: secret },
  };
}

const secret: JsonSchema = {
  description: "A secret, encrypted by `pulumi config set --path --secret`.",
  type: "object",
  properties: { secure: { type: "string" } },
  required: ["secure"],
  additionalProperties: false,
};

function withSecrets(schema: JsonSchema): JsonSchema {
  const { properties, items, anyOf, additionalProperties: values, definitions } = schema;
  const inside: JsonSchema = {
    ...schema,
    ...(properties && { properties: mapValues(properties, withSecrets) }),
    ...(items && { items: Array.isArray(items) ? items.map(withSecrets) : withSecrets(items) }),
    ...(anyOf && { anyOf: anyOf.map(withSecrets) }),
    ...(typeof values === "object" && { additionalProperties: withSecrets(values) }),
    ...(definitions && { definitions: mapValues(definitions, withSecrets) }),
  };
  if (schema.type !== "string" || schema["enum"] !== undefined || schema["const"] !== undefined)
    return inside;
  const { description, default: fallback, ...rest } = inside;
  return {
    ...(description !== undefined && { description }),
    ...(fallback !== undefined && { default: fallback }),
    anyOf: [rest, { $ref: "#/definitions/Secret" }],
  };
}

function mapValues<T>(record: Record<string, T>, change: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
