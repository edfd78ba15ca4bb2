import type { LauncherConfig } from "../config/index.ts";

const hidden = "[hidden]";

/**
 * A configuration with its defaults, for a person to look at. Where it says `{env: NAME}` this is shown, and not the
 * variable's value. Passwords are hidden, and so are values of variables, which may be passwords.
 *
 * @param raw    As it is in dagster.yaml.
 * @param config The same, parsed.
 */
export function renderConfig(raw: unknown, config: LauncherConfig): unknown {
  return hideSecrets(withReferences(raw, config), "");
}

/** Puts `{env: NAME}` back wherever it stood. */
function withReferences(raw: unknown, parsed: unknown): unknown {
  if (typeof parsed === "string" && isObject(raw) && typeof raw["env"] === "string")
    return { env: raw["env"] };
  if (Array.isArray(parsed))
    return parsed.map((item, index) => withReferences(Array.isArray(raw) ? raw[index] : undefined, item));
  if (!isObject(parsed)) return parsed;
  const given = isObject(raw) ? raw : {};
  return Object.fromEntries(
    Object.entries(parsed).map(([key, value]) => [key, withReferences(given[key], value)]),
  );
}

function hideSecrets(value: unknown, key: string): unknown {
  if (key === "password" && typeof value === "string") return hidden;
  if (/^(default_)?env_vars$|^environment$/.test(key)) return hideValues(value);
  if (Array.isArray(value)) return value.map((item) => hideSecrets(item, ""));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, hideSecrets(item, name)]));
}

function hideValues(variables: unknown): unknown {
  if (Array.isArray(variables)) return variables.map(hideAssigned);
  if (!isObject(variables)) return variables;
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, value === null ? null : hidden]),
  );
}

function hideAssigned(entry: unknown): unknown {
  return typeof entry === "string" ? entry.replace(/=.*$/s, `=${hidden}`) : entry;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
