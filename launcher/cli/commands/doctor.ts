import { InvalidArgumentError } from "commander";
import type { Command } from "commander";
import { LauncherError } from "../../error.ts";
import { suggest } from "../../config/suggest.ts";
import { checkNames } from "../doctor/check.ts";
import type { CheckName } from "../doctor/check.ts";
import type { DoctorOptions } from "../doctor/deployment.ts";
import type { Diagnosis } from "../doctor/doctor.ts";
import type { Reported } from "../doctor/finding.ts";
import { exitCodes } from "../exitCodes.ts";
import { print, printJson } from "../io.ts";
import type { Io } from "../io.ts";
import { answersJson, asksDagster, asksLauncher } from "../options.ts";
import type { JsonOption } from "../options.ts";
import { untilInterrupted } from "../untilInterrupted.ts";

type Options = DoctorOptions & JsonOption & { only?: CheckName[]; skip?: CheckName[]; verbose?: true };

/** Adds `doctor`: looks for what is wrong, from every side. */
export function addDoctor(program: Command, io: Io): void {
  const command = program
    .command("doctor")
    .summary("look for what is wrong with hosts, network, certificates, Dagster and Postgres")
    .description(
      "Checks the whole deployment and says what is wrong and how to mend it. It runs where the launcher does, with its " +
        "configuration and its keys. On every host it starts one container of a few seconds for each code location, which is " +
        "no run; nothing else is changed. Exit code 3: a check failed; warnings alone exit with 0.",
    )
    .option("--only <checks>", "make these checks only, separated by commas", checkList)
    .option("--skip <checks>", "leave these checks out, separated by commas", checkList)
    .option("--pull", "pull each code location's image, instead of asking whether it could be pulled")
    .option("--workspace <file>", "workspace.yaml of the webserver (default: the one in $DAGSTER_HOME)")
    .option("--python <path>", "a Python that has the control plane's Dagster", "python3")
    .option("-v, --verbose", "show what is well, too");
  answersJson(asksDagster(asksLauncher(command)))
    .addHelpText(
      "after",
      `\nChecks: ${checkNames.join(", ")}.\n\nExamples:\n` +
        "  docker exec dagster-launcher dagster-multihost doctor\n" +
        "  dagster-multihost doctor --only tls,ssh,exposure --verbose\n" +
        "  dagster-multihost doctor --json | jq '.findings[] | select(.outcome == \"failure\")'",
    )
    .action((options: Options) => doctor(options, io));
}

async function doctor(options: Options, io: Io): Promise<void> {
  const { only, skip = [], json, verbose } = options;
  const wanted = (name: CheckName): boolean => (only?.includes(name) ?? true) && !skip.includes(name);
  if (!checkNames.some(wanted))
    throw new LauncherError("USAGE_INVALID", "--only and --skip leave no check to make.");
  // The other commands need not wait until all of it is loaded.
  const { diagnose } = await import("../doctor/doctor.ts");
  const diagnosis = await untilInterrupted((signal) => diagnose(options, wanted, { io, signal }));
  if (json === true) printJson(io, diagnosis);
  else for (const line of textOf(diagnosis, verbose === true)) print(io, line);
  if (!diagnosis.healthy) io.exit(exitCodes.unhealthy);
}

function checkList(text: string): CheckName[] {
  return text.split(",").map((part) => {
    const name = checkNames.find((known) => known === part.trim());
    if (name === undefined)
      throw new InvalidArgumentError(
        `There is no check '${part.trim()}'. ${suggest(part.trim(), [...checkNames], "checks")}`,
      );
    return name;
  });
}

function textOf({ counts, findings }: Diagnosis, verbose: boolean): string[] {
  const shown = findings.filter(({ outcome }) => verbose || outcome === "failure" || outcome === "warning");
  const { failure, warning, ok, skipped } = counts;
  return [...shown.flatMap(lines), `${failure} failed, ${warning} doubtful, ${ok} well, ${skipped} skipped.`];
}

function lines({ outcome, check, host, location, found, fix, reference }: Reported): string[] {
  const about = [host ?? "control plane", ...(location === null ? [] : [location]), check].join(" / ");
  const source = reference === undefined ? "" : ` [${reference}]`;
  return [`${outcome.toUpperCase()} ${about}: ${found}${source}`, ...(fix === null ? [] : [`  Fix: ${fix}`])];
}
