import { z } from "zod";
import { registrySchema } from "./connection.ts";
import { containerKwargsSchema } from "./containerKwargs.ts";
import { dropNulls } from "./dropNulls.ts";
import { replaceEnvReferences } from "./envReference.ts";
import { LauncherConfigError } from "./error.ts";
import { envVarsSchema } from "./fields.ts";
import { problemsOf } from "./issues.ts";

const containerContextSchema = z.strictObject({
  env_vars: envVarsSchema,
  networks: z.array(z.string().min(1, "must not be empty.")).default([]),
  container_kwargs: containerKwargsSchema.default({}),
  registry: registrySchema.optional(),
});

/** Dagster's `docker` container context of a code location: options of its run containers. */
export type ContainerContext = z.output<typeof containerContextSchema>;

/**
 * Checks a container context and fills in its defaults. `{env: NAME}` stands for text in `networks` and `registry`, as
 * Dagster has it.
 *
 * @param value Undefined is an empty one.
 * @throws LauncherConfigError with all problems at once.
 */
export function parseContainerContext(value: unknown, env: NodeJS.ProcessEnv): ContainerContext {
  const given: Record<string, unknown> =
    typeof value === "object" ? { ...(dropNulls(value) as object | null) } : {};
  const { networks, registry } = given;
  const replaced = replaceEnvReferences({ networks, registry }, (name) => env[name]);
  const texts = Object.entries(replaced.value as object).filter(([, text]) => text !== undefined);
  const parsed = containerContextSchema.safeParse({ ...given, ...Object.fromEntries(texts) });
  const problems = [
    ...replaced.problems,
    ...(parsed.success ? [] : problemsOf(parsed.error, containerContextSchema)),
  ];
  if (!parsed.success || problems.length > 0) throw new LauncherConfigError(problems);
  return parsed.data;
}
