import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listenOnSocket } from "../../../../launcher/api/unixSocket.ts";
import { fleet } from "../fleet.ts";
import { silentServer } from "../silentServer.ts";
import { FakeDagster } from "./fakeDagster.ts";
import { runCommand } from "./runCommand.ts";
import type { Outcome } from "./runCommand.ts";

/** A launcher over fake hosts and a fake webserver, both on real sockets, and the command line that asks them. */
export async function deployment() {
  const folder = mkdtempSync(join(tmpdir(), "cli-"));
  const parts = fleet();
  const server = silentServer(parts.service);
  const dagster = new FakeDagster();
  const socket = join(folder, "launcher.sock");
  await listenOnSocket(server, socket);
  const webserver = await dagster.listen();
  const env = {
    DAGSTER_HOME: folder,
    DAGSTER_MULTIHOST_LAUNCHER_SOCKET: socket,
    DAGSTER_WEBSERVER_URL: webserver,
  };
  return {
    ...{ ...parts, dagster, folder, socket, webserver },
    stateFile: join(folder, "multihost", "drain-state.json"),
    run: (...args: string[]): Promise<Outcome> => runCommand(args, env),
    close: async (): Promise<void> => {
      await Promise.all([server.close(), dagster.close()]);
      parts.service.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** What {@link deployment} makes. */
export type Deployment = Awaited<ReturnType<typeof deployment>>;
