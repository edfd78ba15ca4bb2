import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { benchLabel } from "./engineApi.ts";
import type { Body, EngineApi } from "./engineApi.ts";
import { passwordVariable } from "./home.ts";

/** What the servers of a benchmark are made of. */
export type ServerParts = { id: string; network: string; password: string };

/** Starts Postgres without syncs to the disk: the disk is not what is measured. */
export async function startPostgres(
  engine: EngineApi,
  image: string,
  { id, network, password }: ServerParts,
): Promise<{ container: string; address: string }> {
  const environment = ["POSTGRES_USER=dagster", "POSTGRES_DB=postgres", `POSTGRES_PASSWORD=${password}`];
  const container = await engine.launch({
    ...{ Image: image, Env: environment, Labels: { [benchLabel]: id } },
    Cmd: ["postgres", "-c", "fsync=off", "-c", "max_connections=200"],
    HostConfig: { NetworkMode: network },
  });
  const address = await addressOf(engine, container, network);
  await accepts(address, 5432);
  return { container, address };
}

/** Starts a gRPC server with the example code location, which also executes the runs of Dagster's own launcher. */
export async function startCodeServer(
  engine: EngineApi,
  image: string,
  { id, network, password }: ServerParts,
): Promise<{ host: string; port: number }> {
  const command = ["dagster", "api", "grpc", "--host", "0.0.0.0", "--port", "4000"];
  const container = await engine.launch({
    ...{ Image: image, Labels: { [benchLabel]: id }, ExposedPorts: { "4000/tcp": {} } },
    Cmd: [...command, "--python-file", "etl_pipelines.py"],
    Env: [`DAGSTER_CURRENT_IMAGE=${image}`, `${passwordVariable}=${password}`],
    HostConfig: {
      NetworkMode: network,
      PortBindings: { "4000/tcp": [{ HostIp: "127.0.0.1", HostPort: "" }] },
    },
  } satisfies Body);
  const { NetworkSettings } = await engine.inspect(container);
  const port = Number(NetworkSettings.Ports["4000/tcp"]?.[0]?.HostPort);
  // The engine's proxy accepts before the server does, so the container itself is asked.
  await accepts(await addressOf(engine, container, network), 4000);
  return { host: "localhost", port };
}

async function addressOf(engine: EngineApi, container: string, network: string): Promise<string> {
  const { NetworkSettings } = await engine.inspect(container);
  return NetworkSettings.Networks[network]?.IPAddress ?? "";
}

async function accepts(host: string, port: number): Promise<void> {
  const deadline = Date.now() + 90_000;
  while (!(await dial(host, port))) {
    if (Date.now() > deadline) throw new Error(`Nobody listens on ${host}:${port} after 90 s.`);
    await sleep(200);
  }
}

function dial(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 2_000 });
    const done = (answer: boolean) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.on("connect", done(true)).on("error", done(false)).on("timeout", done(false));
  });
}
