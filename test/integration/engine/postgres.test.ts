import { createServer, type Server } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { SshTarget } from "../../../components/ssh/run.ts";
import type { Fleet } from "../../../stacks/fleet/schema.ts";
import { checkPostgres } from "../../../stacks/preflight/postgres.ts";
import { startSshd, type Sshd } from "./sshd.ts";

let sshd: Sshd;
let ssh: SshTarget;
const servers: Server[] = [];

beforeAll(async () => {
  sshd = await startSshd();
  const { host, ...rest } = sshd.connection;
  ssh = { ...rest, name: "host-a", address: host };
});

afterAll(() => {
  sshd.stop();
  for (const server of servers) server.close();
});

/** A server that answers the first bytes it gets. */
async function server(answer: (request: Buffer) => string): Promise<number> {
  const listening = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", (request) => socket.end(answer(request)));
  });
  servers.push(listening);
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  const address = listening.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

function fleet(port: number, host = "127.0.0.1"): Fleet {
  const external = { host, port, user: "dagster", database: "dagster", password: "THE-PASSWORD" };
  return { controlPlane: { postgres: { external } } } as Fleet;
}

test("a Postgres is known by its answer to an SSLRequest", async () => {
  const requests: string[] = [];
  const port = await server((request) => {
    requests.push(request.toString("hex"));
    return "N";
  });
  expect(await checkPostgres(ssh, fleet(port))).toEqual([]);
  expect(requests).toEqual(["0000000804d2162f"]);
});

test("a port where nobody listens is named, with the host that cannot reach it", async () => {
  const [problem] = await checkPostgres(ssh, fleet(1));
  expect(problem?.code).toBe("POSTGRES_UNREACHABLE");
  expect(problem?.message).toMatch(/127\.0\.0\.1:1 cannot be reached from host host-a: Connection refused/);
  expect(problem?.message).not.toContain("THE-PASSWORD");
});

test("a name that does not resolve is not reached either, whatever characters it has", async () => {
  const [problem] = await checkPostgres(ssh, fleet(5432, "no such host'; touch /tmp/never"));
  expect(problem?.code).toBe("POSTGRES_UNREACHABLE");
});

test("another server on that port is no Postgres", async () => {
  const port = await server(() => "HTTP/1.0 400 Bad Request\r\n\r\n");
  expect((await checkPostgres(ssh, fleet(port)))[0]?.code).toBe("POSTGRES_NOT_SPEAKING");
});
