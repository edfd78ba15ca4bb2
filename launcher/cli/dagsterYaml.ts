import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { LauncherError } from "../error.ts";

const launcherClass = "MultiHostDockerRunLauncher";

/**
 * Reads `run_launcher.config` of a dagster.yaml.
 *
 * @throws LauncherError `DAGSTER_YAML_MISSING`, `DAGSTER_YAML_INVALID`, `RUN_LAUNCHER_NOT_CONFIGURED`.
 */
export async function readRunLauncherConfig(file: string): Promise<unknown> {
  const launcher = field(await readDagsterYaml(file), "run_launcher");
  const configured = field(launcher, "class");
  if (launcher === undefined) throw notConfigured(file, "has no run_launcher");
  if (configured !== launcherClass) {
    throw notConfigured(
      file,
      `has another run_launcher (class: ${typeof configured === "string" ? configured : "none"})`,
    );
  }
  return field(launcher, "config") ?? {};
}

/**
 * Reads a dagster.yaml.
 *
 * @throws LauncherError `DAGSTER_YAML_MISSING`, `DAGSTER_YAML_INVALID`.
 */
export async function readDagsterYaml(file: string): Promise<unknown> {
  return parseYaml(await readText(file), file);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    const message = `Cannot read ${file} (${reason}). Name the folder that holds it with DAGSTER_HOME or --dagster-home, or a file with a command that takes one.`;
    throw new LauncherError("DAGSTER_YAML_MISSING", message, { cause: error });
  }
}

function parseYaml(text: string, file: string): unknown {
  try {
    return parse(text, { prettyErrors: false }) as unknown;
  } catch (error) {
    // The parser's own message shows the line, which may hold a password: its position is enough.
    const position: unknown = error instanceof Error && "pos" in error ? error.pos : undefined;
    const line = Array.isArray(position)
      ? ` near line ${text.slice(0, Number(position[0])).split("\n").length}`
      : "";
    throw new LauncherError("DAGSTER_YAML_INVALID", `${file} is not valid YAML${line}. Correct it there.`);
  }
}

function notConfigured(file: string, what: string): LauncherError {
  const message =
    `${file} ${what}. Configure:\n` +
    `run_launcher:\n  module: dagster_multihost_launcher\n  class: ${launcherClass}\n  config: {docker_hosts: […]}`;
  return new LauncherError("RUN_LAUNCHER_NOT_CONFIGURED", message);
}

function field(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return (value as Record<string, unknown>)[key] ?? undefined;
}
