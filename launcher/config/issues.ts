import { z } from "zod";
import { refusedKwargs } from "./containerKwargs.ts";
import { formatPath } from "./envReference.ts";
import type { Problem } from "./error.ts";
import { suggest } from "./suggest.ts";

/** Turns what zod reports into problems: one for each unknown key, with the nearest known one. */
export function problemsOf(error: z.ZodError, schema: z.ZodType): Problem[] {
  return error.issues.flatMap((issue) => issueProblems(issue, schema));
}

type Issue = z.core.$ZodIssue;

function issueProblems(issue: Issue, schema: z.ZodType): Problem[] {
  if (issue.code === "unrecognized_keys") {
    const known = knownKeys(schema, issue.path);
    return issue.keys.map((key) => ({
      path: formatPath([...issue.path, key]),
      message: refusal(issue.path, key) ?? `Unknown key. ${suggest(key, known)}`,
    }));
  }
  return [{ path: formatPath(issue.path), message: message(issue) }];
}

function refusal(path: readonly PropertyKey[], key: string): string | undefined {
  if (!String(path.at(-1)).endsWith("container_kwargs")) return undefined;
  return Object.hasOwn(refusedKwargs, key) ? refusedKwargs[key] : undefined;
}

function message(issue: Issue): string {
  if (issue.code === "invalid_type" && issue.message.endsWith("received undefined")) {
    return `Missing; it must be of type ${issue.expected}.`;
  }
  if (issue.code !== "invalid_union") return issue.message;
  // A union has one list of issues for each of its shapes: the shape that fails with the fewest is the one meant.
  const [nearest] = issue.errors.toSorted((one, other) => depth(other) - depth(one));
  const inner = nearest?.[0];
  if (inner === undefined || inner.path.length === 0) return "has the wrong type or shape.";
  return `${formatPath(inner.path)}: ${message(inner)}`;
}

function depth(issues: readonly Issue[]): number {
  return Math.max(0, ...issues.map((issue) => issue.path.length));
}

function knownKeys(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  const inner = unwrap(schema);
  const [key, ...rest] = path;
  if (inner instanceof z.ZodObject) {
    const shape = inner.shape as Record<string, z.core.$ZodType>;
    const child = key === undefined ? undefined : shape[String(key)];
    return child === undefined ? Object.keys(shape) : knownKeys(child, rest);
  }
  return inner instanceof z.ZodArray && key !== undefined ? knownKeys(inner.element, rest) : [];
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return unwrap(schema.unwrap());
  return schema;
}
