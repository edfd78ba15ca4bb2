import type { FastifySchemaCompiler } from "fastify";
import type { z } from "zod";
import { LauncherError } from "../error.ts";

/**
 * Checks one part of a request (path, query or body) against the schema of its route. A part that is missing counts as
 * empty, so that a body with optional fields may be left out.
 */
export const requestCheck: FastifySchemaCompiler<z.ZodType> =
  ({ schema }) =>
  (part: unknown) => {
    try {
      return { value: checked(schema, part ?? {}) };
    } catch (error) {
      return { error: error as LauncherError };
    }
  };

/** @throws LauncherError `REQUEST_INVALID`, which names every wrong field. */
export function checked<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(describe);
  throw new LauncherError("REQUEST_INVALID", `The request is not valid: ${problems.join("; ")}`);
}

function describe(issue: z.core.$ZodIssue): string {
  // What is wrong with a key is inside.
  const message =
    issue.code === "invalid_key" ? issue.issues.map(({ message }) => message).join(" ") : issue.message;
  return issue.path.length === 0 ? message : `${issue.path.join(".")}: ${message}`;
}
