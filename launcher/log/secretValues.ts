import { parseEnvEntry } from "../config/index.ts";
import type { LauncherConfig } from "../config/index.ts";

/** Names of variables whose values are secrets, going by their names. */
const secretName = /pass|secret|token|credential|private|(^|_)(key|auth|dsn|pwd)(_|$)|api_?key/i;

/** Shorter values would hide ordinary words. */
const shortest = 4;

/**
 * What the configuration shows to be secret: passwords of registries, and the values of environment variables that are
 * called like a secret. Others are never logged by the launcher; these would not be even if an engine repeated them.
 *
 * @param env Where entries `KEY` get their values.
 * @returns The longest first, so that none is left half of.
 */
export function secretValues(config: LauncherConfig, env: NodeJS.ProcessEnv): string[] {
  const entries = [config, ...config.docker_hosts].flatMap((level) =>
    "default_env_vars" in level ? level.default_env_vars : level.env_vars,
  );
  const values = entries.flatMap((entry) => {
    const parsed = parseEnvEntry(entry);
    if (parsed === undefined || !secretName.test(parsed.name)) return [];
    return [parsed.value ?? env[parsed.name]];
  });
  const passwords = config.docker_hosts.map(({ registry }) => registry?.password);
  const known = [...values, ...passwords].filter((value) => value !== undefined && value.length >= shortest);
  return [...new Set(known as string[])].toSorted((one, other) => other.length - one.length);
}
