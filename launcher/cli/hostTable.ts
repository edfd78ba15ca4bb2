import { z } from "zod";
import { LauncherError } from "../error.ts";

const answerSchema = z.object({
  hosts: z.array(
    z.object({
      host_name: z.string(),
      docker_url: z.string(),
      locations: z.array(z.string()),
      reachable: z.boolean(),
      version: z.string().nullable(),
      containers_running: z.number().nullable(),
      containers_total: z.number().nullable(),
      drained: z.boolean(),
      certificate_days_left: z.number().nullable(),
      error: z.string().nullable(),
    }),
  ),
});

const heading = ["HOST", "STATE", "DOCKER", "RUNS", "CERTIFICATE", "URL", "LOCATIONS"];

/**
 * The answer to `GET /v1/hosts` as a table for a terminal, errors below it.
 *
 * @throws LauncherError `LAUNCHER_ANSWER_INVALID` when a launcher of another version answered.
 */
export function hostTable(answer: unknown): string {
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) {
    const message = "The launcher's answer is not understood. Use the command of the launcher's own version.";
    throw new LauncherError("LAUNCHER_ANSWER_INVALID", message);
  }
  const { hosts } = parsed.data;
  const rows = hosts.map((host) => [
    host.host_name,
    `${host.reachable ? "up" : "unreachable"}${host.drained ? ", drained" : ""}`,
    host.version ?? "-",
    host.containers_running === null ? "-" : `${host.containers_running} of ${host.containers_total ?? 0}`,
    host.certificate_days_left === null ? "-" : `${host.certificate_days_left} days`,
    host.docker_url,
    host.locations.join(", "),
  ]);
  const errors = hosts.flatMap(({ host_name, error }) => (error === null ? [] : [`${host_name}: ${error}`]));
  return [...aligned([heading, ...rows]), ...errors].join("\n");
}

function aligned(rows: string[][]): string[] {
  const widths = heading.map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}
