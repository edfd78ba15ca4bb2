/** A value of dockerd's configuration file. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type DaemonOptions = Record<string, Json>;

export function isObject(value: Json | undefined): value is DaemonOptions {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The JSON object in a text, `{}` for an empty one; undefined when it holds none. */
export function readObject(text: string): DaemonOptions | undefined {
  if (text.trim() === "") return {};
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** daemon.json as we write it. */
export function printJson(value: DaemonOptions): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
