import type { z } from "zod";

type Described<Content> = { description: string; content: Content };

/** A JSON answer as a route declares it. What the schema does not describe is left out of the answer. */
export function answer<Schema extends z.ZodType>(
  schema: Schema,
): Described<{ "application/json": { schema: Schema } }> {
  return { description: schema.description ?? "", content: { "application/json": { schema } } };
}

/** An answer that is streamed as it comes, and therefore not made from its schema as a whole. */
export function streamed(
  mediaType: string,
  schema: z.ZodType,
): Described<Record<string, { schema: z.ZodType }>> {
  return { description: schema.description ?? "", content: { [mediaType]: { schema } } };
}
