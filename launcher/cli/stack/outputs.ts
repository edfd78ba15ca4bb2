import { readFile } from "node:fs/promises";
import { execa } from "execa";
import { z } from "zod";
import { LauncherError } from "../../error.ts";

const outputs = z.looseObject({
  hosts: z.array(
    z.looseObject({
      name: z.string(),
      url: z.string(),
      access: z.string(),
      dockerVersion: z.string(),
      certificateExpiry: z.string().nullish(),
      daemonOptions: z.record(z.string(), z.unknown()).nullish(),
    }),
  ),
  webserver: z.string().optional(),
  launcher: z.string().optional(),
  locations: z.array(
    z.looseObject({ name: z.string(), hosts: z.array(z.string()).optional(), image: z.string().nullable() }),
  ),
});

/** What `pulumi stack output --json` says, as far as it can be compared with what is live. */
export type StackOutputs = z.output<typeof outputs>;

/** How a command names a stack's outputs. */
export type StackOptions = { stackOutputs?: string; stack?: string };

/**
 * Reads the outputs of a stack: from a file, or from `pulumi` in the folder where it is run.
 *
 * @returns Undefined when the options name neither.
 * @throws LauncherError `STACK_OUTPUTS_INVALID`.
 */
export async function readStackOutputs({
  stackOutputs: file,
  stack,
}: StackOptions): Promise<StackOutputs | undefined> {
  if (file !== undefined && stack !== undefined)
    throw new LauncherError("USAGE_INVALID", "Give --stack-outputs or --stack, not both.");
  if (file !== undefined) return parsed(await textOf(file), file);
  if (stack !== undefined) return parsed(await askPulumi(stack), `stack '${stack}'`);
  return undefined;
}

function parsed(text: string, source: string): StackOutputs {
  const found = outputs.safeParse(json(text));
  if (found.success) return found.data;
  throw invalid(source, "are not those of this package: hosts and locations are expected");
}

async function textOf(file: string): Promise<string> {
  return readFile(file, "utf8").catch((error: unknown) => {
    const reason = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    throw invalid(file, `cannot be read (${reason})`);
  });
}

async function askPulumi(stack: string): Promise<string> {
  const { stdout, failed, shortMessage } = await execa(
    "pulumi",
    ["stack", "output", "--json", "--non-interactive", "--stack", stack],
    { reject: false, stdin: "ignore" },
  );
  if (failed) throw invalid(`stack '${stack}'`, `cannot be had (${shortMessage})`);
  return stdout;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function invalid(source: string, what: string): LauncherError {
  return new LauncherError(
    "STACK_OUTPUTS_INVALID",
    `The outputs of ${source} ${what}. Write them with 'pulumi stack output --json > FILE' and give --stack-outputs FILE.`,
  );
}
