import { createJsonSchemaTransform, createJsonSchemaTransformObject } from "fastify-type-provider-zod";

type Options = NonNullable<Parameters<typeof createJsonSchemaTransform>[0]>;

/** Zod's integers have the limits of JavaScript's, which tell the reader of a description nothing. */
const zodToJsonConfig: Options["zodToJsonConfig"] = {
  override({ jsonSchema }) {
    if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  },
};

/** Turns the zod schemas of one route into JSON schemas. */
export const routeSchemas = createJsonSchemaTransform({ zodToJsonConfig });

/** Adds the zod schemas that have an id to the components of a document. */
export const componentSchemas = createJsonSchemaTransformObject({ zodToJsonConfig });
