import { parse, stringify } from "yaml";

/** The parts of dagster.yaml that processes read once, when they start, as text to be compared. */
export interface AtStart {
  /** What the launcher keeps for its life: its addresses and its labels. The rest it reads anew when the file changes. */
  launcher: string;
  /** What Dagster's processes keep: all but the launcher's configuration, which the adapter reads anew. */
  dagster: string;
}

/** Fields of the launcher's configuration that a running launcher does not take over. */
const fixed = ["launcher_socket", "status_listen", "container_label_prefix", "otlp_endpoint"] as const;

/**
 * Tells what a running launcher and a running Dagster would not notice of a changed dagster.yaml.
 *
 * @param dagsterYaml The text of dagster.yaml.
 */
export function atStart(dagsterYaml: string): AtStart {
  const { run_launcher: runLauncher, ...rest } = parse(dagsterYaml) as {
    run_launcher: { module: string; class: string; config: Record<string, unknown> };
  };
  const { config, ...identity } = runLauncher;
  return {
    launcher: stringify(Object.fromEntries(fixed.map((key) => [key, config[key] ?? null]))),
    dagster: stringify({ ...rest, run_launcher: identity }),
  };
}
