import { dropNulls } from "./dropNulls.ts";
import { replaceEnvReferences } from "./envReference.ts";
import { LauncherConfigError } from "./error.ts";
import type { Problem } from "./error.ts";
import { problemsOf } from "./issues.ts";
import { crossFieldProblems } from "./rules.ts";
import { launcherConfigSchema } from "./schema.ts";
import type { LauncherConfig, LauncherConfigInput } from "./schema.ts";

/**
 * Checks a `run_launcher.config` and fills in its defaults.
 *
 * @param value The configuration as it is in dagster.yaml; undefined or null is an empty one.
 * @param env   Where `{env: NAME}` is looked up; the process's environment by default.
 * @throws LauncherConfigError with all problems at once.
 */
export function parseLauncherConfig(value: unknown, env: NodeJS.ProcessEnv = process.env): LauncherConfig {
  const replaced = replaceEnvReferences(value ?? {}, (name) => env[name]);
  const unset = new Set(replaced.problems.map(({ path }) => path));
  const { config, problems } = check(replaced.value);
  const all = [...replaced.problems, ...problems.filter(({ path }) => !unset.has(path))];
  if (config === undefined || all.length > 0) throw new LauncherConfigError(all);
  return config;
}

/**
 * Checks the shape of a configuration without looking up any environment variable, as provisioning does, on a machine
 * other than the launcher's. An `{env: NAME}` passes wherever a string may stand.
 *
 * @returns The value itself, typed.
 * @throws LauncherConfigError with all problems at once.
 */
export function validateLauncherConfig(value: unknown): LauncherConfigInput {
  const { value: resolved, references } = replaceEnvReferences(value ?? {}, (name) => `{env: ${name}}`);
  const problems = check(resolved).problems.filter(({ path }) => !references.has(path));
  if (problems.length > 0) throw new LauncherConfigError(problems);
  return value ?? {};
}

function check(given: unknown): { config?: LauncherConfig; problems: Problem[] } {
  const value = dropNulls(given);
  const parsed = launcherConfigSchema.safeParse(value);
  const problems = [
    ...(parsed.success ? [] : problemsOf(parsed.error, launcherConfigSchema)),
    ...crossFieldProblems(value),
  ];
  return parsed.success ? { config: parsed.data, problems } : { problems };
}
