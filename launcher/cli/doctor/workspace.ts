import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { z } from "zod";
import { LauncherError } from "../../error.ts";

/** The gRPC server of a code location, as workspace.yaml says. */
export type CodeServer = { name: string; host?: string; port?: number; socket?: string; ssl?: boolean };

const maybeEnv = z.union([z.string(), z.number(), z.object({ env: z.string() })]);
const server = z.object({
  host: maybeEnv.optional(),
  port: maybeEnv.optional(),
  socket: maybeEnv.optional(),
  location_name: maybeEnv.optional(),
  ssl: z.boolean().optional(),
});
const workspace = z.object({
  load_from: z.array(z.looseObject({ grpc_server: server.optional() })).default([]),
});

/**
 * Reads the gRPC servers of a workspace.yaml; `{env: NAME}` is looked up. Other kinds of entries are left out.
 *
 * @throws LauncherError `WORKSPACE_INVALID`.
 */
export async function readCodeServers(file: string, env: NodeJS.ProcessEnv): Promise<CodeServer[]> {
  const found = workspace.safeParse(parse(await textOf(file), { logLevel: "error" }));
  if (!found.success) throw invalid(file, "is not a workspace.yaml of Dagster");
  return found.data.load_from.flatMap(({ grpc_server: one }) =>
    one === undefined ? [] : [serverOf(one, env)],
  );
}

function serverOf(one: z.output<typeof server>, env: NodeJS.ProcessEnv): CodeServer {
  const value = (given: z.output<typeof maybeEnv> | undefined): string | undefined =>
    typeof given === "object" ? env[given.env] : given?.toString();
  const [host, port, socket] = [value(one.host), value(one.port), value(one.socket)];
  // As Dagster names a server without a name.
  const name = value(one.location_name) ?? `grpc:${host ?? "localhost"}:${port ?? socket ?? ""}`;
  return {
    name,
    ...(host === undefined ? {} : { host }),
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(socket === undefined ? {} : { socket }),
    ...(one.ssl === undefined ? {} : { ssl: one.ssl }),
  };
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : "unknown error";
    throw invalid(file, `cannot be read (${reason})`, error);
  }
}

function invalid(file: string, what: string, cause?: unknown): LauncherError {
  const message = `${file} ${what}. Name the workspace.yaml of Dagster's webserver with --workspace.`;
  return new LauncherError("WORKSPACE_INVALID", message, { cause });
}
