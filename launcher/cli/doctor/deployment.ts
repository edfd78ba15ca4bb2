import { join } from "node:path";
import { parseLauncherConfig } from "../../config/index.ts";
import type { LauncherConfig } from "../../config/index.ts";
import { allLocations } from "../dagster/locations.ts";
import type { Location } from "../dagster/locations.ts";
import { readDagsterYaml, readRunLauncherConfig } from "../dagsterYaml.ts";
import type { SocketOptions } from "../findSocket.ts";
import type { Io } from "../io.ts";
import type { LauncherClient } from "../launcher/client.ts";
import { dagsterOf, launcherOf } from "../options.ts";
import type { WebserverOptions } from "../options.ts";
import { dagsterHome } from "../paths.ts";
import { askCodeServers } from "./controlPlane.ts";
import type { ControlPlaneAnswer } from "./controlPlane.ts";
import { once } from "./once.ts";
import { Secrets } from "./runner/redact.ts";
import { postgresStorage, storageSecrets } from "./storage.ts";
import type { PostgresStorage } from "./storage.ts";
import { readCodeServers } from "./workspace.ts";
import type { CodeServer } from "./workspace.ts";

/** How `doctor` is told where everything is. */
export type DoctorOptions = SocketOptions &
  WebserverOptions & { workspace?: string; python: string; pull?: true };

/** What the checks look at; everything is asked for once, by the first check that needs it. */
export type DoctorDeployment = {
  io: Io;
  /** The dagster.yaml. */
  file: string;
  /** Rejects when it is not valid. */
  config: () => Promise<LauncherConfig>;
  storage: () => Promise<PostgresStorage>;
  launcher: () => Promise<LauncherClient>;
  /** The gRPC servers of workspace.yaml. */
  servers: () => Promise<CodeServer[]>;
  codeServers: () => Promise<ControlPlaneAnswer>;
  /** The code locations that the webserver has; empty when it does not answer. */
  webserverLocations: () => Promise<Location[]>;
  pull: boolean;
  /** Never shown. */
  secrets: Secrets;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
};

/** @throws LauncherError `DAGSTER_HOME_UNSET`. */
export function openDeployment(options: DoctorOptions, io: Io, signal: AbortSignal): DoctorDeployment {
  const home = dagsterHome(options.dagsterHome, io.env);
  const file = join(home, "dagster.yaml");
  const secrets = new Secrets();
  const servers = once(() => readCodeServers(options.workspace ?? join(home, "workspace.yaml"), io.env));
  return {
    ...{ io, file, secrets, signal, servers },
    pull: options.pull === true,
    config: once(async () => {
      const config = parseLauncherConfig(await readRunLauncherConfig(file), io.env);
      secrets.add(...config.docker_hosts.map(({ registry }) => registry?.password));
      return config;
    }),
    storage: once(async () => {
      const storage = postgresStorage(await readDagsterYaml(file));
      secrets.add(...storageSecrets(storage, io.env));
      return storage;
    }),
    launcher: once(() => launcherOf(options, io)),
    codeServers: once(async () => askCodeServers(options.python, await servers(), { env: io.env, signal })),
    webserverLocations: once(() => allLocations(dagsterOf(options, io)).catch(() => [])),
  };
}
