import { join } from "node:path";
import type { Command } from "commander";
import { parseLauncherConfig } from "../../config/index.ts";
import { isUnwell } from "../certificates/certificate.ts";
import { listCertificates } from "../certificates/list.ts";
import type { ListedCertificate } from "../certificates/list.ts";
import { readRunLauncherConfig } from "../dagsterYaml.ts";
import { exitCodes } from "../exitCodes.ts";
import { note, print, printJson } from "../io.ts";
import type { Io } from "../io.ts";
import { answersJson } from "../options.ts";
import type { JsonOption } from "../options.ts";
import { dagsterHome } from "../paths.ts";
import { table } from "../table.ts";

/** Adds `certs`: every certificate of the configuration and how long it is valid. */
export function addCerts(program: Command, io: Io): void {
  answersJson(program.command("certs"))
    .summary("list the certificates of the hosts, and how long they are valid")
    .description(
      "Lists the CA's, the launcher's and every dockerd's certificate: the first two from the files of dagster.yaml, the last " +
        "as the host shows it. It runs where the launcher does. Exit code 3: one has expired, is near its end, or cannot be read.",
    )
    .option("--dagster-home <dir>", "folder with dagster.yaml (default: $DAGSTER_HOME)")
    .addHelpText(
      "after",
      "\nStates: valid; due (the next pulumi up renews it); near_end; expired; not_yet_valid.\n\nExamples:\n" +
        "  docker exec dagster-launcher dagster-multihost certs\n" +
        "  dagster-multihost certs --json | jq -r '.certificates[] | [.days_left, .subject] | @tsv'",
    )
    .action((options: JsonOption & { dagsterHome?: string }) => certs(options, io));
}

async function certs(options: JsonOption & { dagsterHome?: string }, io: Io): Promise<void> {
  const file = join(dagsterHome(options.dagsterHome, io.env), "dagster.yaml");
  const config = parseLauncherConfig(await readRunLauncherConfig(file), io.env);
  const list = await listCertificates(config, io.now());
  const { certificates, unread } = list;
  if (options.json === true) printJson(io, list);
  else for (const line of table(heading, certificates.map(row))) print(io, line);
  if (certificates.length + unread.length === 0)
    note(io, "No host of docker_hosts has tls: there are no certificates.");
  for (const { role, host_name: host, error } of unread)
    note(io, `The ${role} certificate of host '${host}': ${error}`);
  if (unread.length > 0 || certificates.some(({ state }) => isUnwell(state))) io.exit(exitCodes.unhealthy);
}

const heading = ["ROLE", "HOSTS", "STATE", "DAYS", "UNTIL", "SUBJECT", "ISSUER", "NAMES"];

function row({
  role,
  hosts,
  state,
  days_left: days,
  until,
  subject,
  issuer,
  names,
}: ListedCertificate): string[] {
  const [day = ""] = until.split("T");
  return [role, hosts.join(" "), state, String(days), day, subject, issuer, names.join(" ")];
}
