import { onHost } from "./hosts.ts";

/** Runs Python in the webserver's container with `instance`, as Dagster's own processes have it, and returns what it prints. */
export async function withInstance(code: string): Promise<string> {
  const program = `from dagster import DagsterInstance\nwith DagsterInstance.get() as instance:\n${code.replaceAll(/^/gm, "    ")}\n`;
  const encoded = Buffer.from(program).toString("base64");
  return await onHost("host-a", `echo ${encoded} | base64 -d | docker exec -i dagster-webserver python -`);
}
