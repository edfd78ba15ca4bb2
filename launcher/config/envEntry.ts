/** One entry of `env_vars`: `KEY` takes the value from the launcher's environment, `KEY=VALUE` gives it. */
export type EnvEntry = { name: string; value?: string };

/** Reads an entry of `env_vars`; undefined when the name before `=` is empty or not a name of a variable. */
export function parseEnvEntry(entry: string): EnvEntry | undefined {
  const equals = entry.indexOf("=");
  const name = equals < 0 ? entry : entry.slice(0, equals);
  if (!/^[^\s=\0]+$/.test(name)) return undefined;
  return equals < 0 ? { name } : { name, value: entry.slice(equals + 1) };
}
