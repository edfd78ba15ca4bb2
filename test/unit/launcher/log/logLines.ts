import { LauncherLog } from "../../../../launcher/log/launcherLog.ts";

/** A line of the log. */
export type Line = Record<string, unknown>;

/** The launcher's log, with the lines that it has written and their text. */
export function recordedLog(env: NodeJS.ProcessEnv = {}) {
  const text: string[] = [];
  const log = new LauncherLog(env, (line) => text.push(line));
  const lines = (): Line[] => text.map((line) => JSON.parse(line) as Line);
  const line = (msg: string): Line => {
    const found = lines().filter((one) => one["msg"] === msg);
    if (found.length !== 1) throw new Error(`${found.length} lines '${msg}' in:\n${text.join("")}`);
    return found[0] ?? {};
  };
  return { log, text, lines, line };
}
