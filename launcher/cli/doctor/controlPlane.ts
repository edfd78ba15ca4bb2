import { execa } from "execa";
import { z } from "zod";
import { LauncherError } from "../../error.ts";
import { controlProgram } from "./python/programs.ts";
import type { CodeServer } from "./workspace.ts";

const location = z.object({
  /** `SERVING` when it is healthy. */
  status: z.string(),
  error: z.string().nullable(),
  image: z.string().nullish(),
  container_context: z.record(z.string(), z.unknown()).optional(),
  versions: z.record(z.string(), z.string()).optional(),
});
const answer = z.object({ dagster: z.string(), locations: z.record(z.string(), location) });

/** What a code location's gRPC server says about itself. */
export type ServerAnswer = z.output<typeof location>;

/** Dagster's version where `doctor` runs, and what each gRPC server says. */
export type ControlPlaneAnswer = z.output<typeof answer>;

/** Importing Dagster takes seconds; a gRPC server is given up after Dagster's own minute. */
const limitMs = 80_000;

/**
 * Asks the code servers with the Dagster that is installed here.
 *
 * @throws LauncherError `DAGSTER_NOT_HERE` when this Python has no Dagster.
 */
export async function askCodeServers(
  python: string,
  servers: readonly CodeServer[],
  { env, signal }: { env: NodeJS.ProcessEnv; signal: AbortSignal },
): Promise<ControlPlaneAnswer> {
  const { stdout, failed } = await execa(python, ["-c", controlProgram], {
    ...{ input: `${JSON.stringify({ locations: servers })}\n`, env, extendEnv: false },
    ...{ timeout: limitMs, cancelSignal: signal, reject: false, stderr: "ignore" },
  });
  const parsed = answer.safeParse(failed ? undefined : parseJson(stdout));
  if (parsed.success) return parsed.data;
  const message =
    `There is no Dagster for '${python}' here. Run doctor in the control plane, as with ` +
    "'docker exec dagster-launcher dagster-multihost doctor', or name a Python that has Dagster with --python.";
  throw new LauncherError("DAGSTER_NOT_HERE", message);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.trim().split("\n").at(-1) ?? "");
  } catch {
    return undefined;
  }
}
