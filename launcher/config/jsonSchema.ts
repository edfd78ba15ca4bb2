import { z } from "zod";
import { launcherConfigSchema } from "./schema.ts";

/** The parts of JSON Schema (draft 7) that the schemas here are made of. */
export type JsonSchema = {
  $ref?: string;
  type?: string | string[];
  title?: string;
  description?: string;
  default?: unknown;
  examples?: unknown[];
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema | JsonSchema[];
  additionalProperties?: boolean | JsonSchema;
  anyOf?: JsonSchema[];
  allOf?: JsonSchema[];
  definitions?: Record<string, JsonSchema>;
  [keyword: string]: unknown;
};

/** The JSON Schema of `run_launcher.config` after `{env: NAME}` was replaced: what the zod schemas say, and no more. */
export function resolvedJsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(launcherConfigSchema, {
    io: "input",
    target: "draft-07",
    override: ({ jsonSchema }) => {
      // These say nothing to a reader: every integer of JSON is safe, and "starts_with" is no format.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.format === "starts_with") delete jsonSchema.format;
      if (jsonSchema.examples?.length === 0) delete jsonSchema.examples;
    },
  });
  return schema as JsonSchema;
}

/**
 * The JSON Schema (draft 7) of `run_launcher.config` as it is written, for editors: any string may be `{env: NAME}`, any
 * optional key may be null, and unknown keys are refused. Rules that span several keys are not in it.
 */
export function launcherConfigJsonSchema(): JsonSchema {
  const schema = asWritten(resolvedJsonSchema());
  return { ...schema, definitions: { ...schema.definitions, EnvReference: envReference } };
}

const envReference: JsonSchema = {
  description: "The value of this environment variable of the launcher.",
  type: "object",
  properties: { env: { type: "string" } },
  required: ["env"],
  additionalProperties: false,
};
const toEnvReference: JsonSchema = { $ref: "#/definitions/EnvReference" };

function asWritten(schema: JsonSchema): JsonSchema {
  const { properties, required = [], items, additionalProperties: values, definitions, anyOf } = schema;
  return {
    ...schema,
    ...(properties && {
      properties: mapValues(properties, (property, key) =>
        alternatives(property, required.includes(key) ? [] : [{ type: "null" }]),
      ),
    }),
    ...(items && { items: Array.isArray(items) ? items.map(asWritten) : alternatives(items) }),
    ...(typeof values === "object" && { additionalProperties: alternatives(values) }),
    ...(anyOf && { anyOf: anyOf.map(asWritten) }),
    ...(definitions && { definitions: mapValues(definitions, asWritten) }),
  };
}

/** The schema or one of the others, or a reference where it takes a string. Notes stay at the outside. */
function alternatives(schema: JsonSchema, others: JsonSchema[] = []): JsonSchema {
  const more = [...(takesString(schema) ? [toEnvReference] : []), ...others];
  const { description, default: fallback, examples, ...rest } = asWritten(schema);
  if (more.length === 0) return asWritten(schema);
  return {
    ...(description !== undefined && { description }),
    ...(fallback !== undefined && { default: fallback }),
    ...(examples && { examples }),
    anyOf: [...(rest.anyOf ?? [rest]), ...more],
  };
}

/** Whether text may stand there. */
export function takesString({ type, anyOf }: JsonSchema): boolean {
  return [type].flat().includes("string") || (anyOf?.some(takesString) ?? false);
}

function mapValues<T, U>(record: Record<string, T>, change: (value: T, key: string) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value, key)]));
}
