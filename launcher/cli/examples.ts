import type { Command } from "commander";

/** Examples for `--help` of each command, by the words that lead to it. Commands that are not here have their own. */
const examples: Record<string, string[]> = {
  status: ["dagster-multihost status", "dagster-multihost status --json | jq .problems"],
  "hosts list": ["dagster-multihost hosts list"],
  "hosts drain": ["dagster-multihost hosts drain host-b      # before the maintenance of a host"],
  "hosts undrain": ["dagster-multihost hosts undrain host-b"],
  runs: ["dagster-multihost runs", "dagster-multihost runs --all --host host-b --json"],
  logs: ["dagster-multihost logs 5d9f6a74-db1e-47c2-9790-4f8e36becc5a -f --tail 100"],
  "config validate": [
    "dagster-multihost config validate",
    "dagster-multihost config validate dagster.yaml --no-env",
  ],
  "config render": ["dagster-multihost config render dagster.yaml"],
  "config schema": ["dagster-multihost config schema > launcher.schema.json"],
  "check-env": ["dagster-multihost check-env dagster.yaml --env-file .env"],
  deploy: [
    "dagster-multihost deploy etl --exec 'pulumi up --yes'",
    "dagster-multihost --control-plane ssh://deploy@10.0.1.1 deploy etl --exec 'pulumi up --yes'",
    "dagster-multihost deploy -y --timeout 1200 --force",
  ],
  pull: ["dagster-multihost pull etl", "dagster-multihost pull etl --image registry.example.com/etl:1.4"],
  drain: ["dagster-multihost drain etl --timeout 1200", "dagster-multihost drain --all --no-wait"],
  restore: ["dagster-multihost restore"],
  reload: ["dagster-multihost reload etl --wait", "dagster-multihost reload --all"],
  cleanup: [
    "dagster-multihost cleanup --dry-run",
    "dagster-multihost cleanup --max-age-hours 72 --host host-b",
  ],
};

/** Adds the examples to every command of a program. */
export function addExamples(program: Command, path: readonly string[] = []): void {
  for (const command of program.commands) {
    const own = [...path, command.name()];
    const lines = examples[own.join(" ")];
    if (lines !== undefined)
      command.addHelpText("after", `\nExamples:\n${lines.map((line) => `  ${line}`).join("\n")}`);
    addExamples(command, own);
  }
}
