import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { listenOnSocket } from "../../../../launcher/api/unixSocket.ts";
import { version } from "../../../../launcher/api/version.ts";
import { fleet } from "../fleet.ts";
import { config, silentServer } from "../silentServer.ts";

const body = {
  attempt: 0,
  job_name: "daily_etl",
  location_name: "etl",
  image: "app:1",
  command: ["dagster"],
  tags: {},
  env: {},
};

let folder: string;
let socket: string;
let parts: ReturnType<typeof fleet>;
let server: ReturnType<typeof silentServer>;

function newServer(): ReturnType<typeof silentServer> {
  return silentServer(parts.service);
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "launcher-"));
  socket = join(folder, "multihost", "launcher.sock");
  parts = fleet();
  server = newServer();
  await listenOnSocket(server, socket);
});

afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

function call(
  method: string,
  path: string,
  payload?: unknown,
): Promise<{ status: number; lines: unknown[] }> {
  return new Promise((resolve, reject) => {
    const headers = payload === undefined ? {} : { "content-type": "application/json" };
    const sent = httpRequest({ socketPath: socket, method, path, headers }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("end", () => {
        const lines = text.trim().split("\n");
        resolve({
          status: response.statusCode ?? 0,
          lines: lines.map((line) => JSON.parse(line) as unknown),
        });
      });
    });
    sent.on("error", reject);
    sent.end(payload === undefined ? undefined : JSON.stringify(payload));
  });
}

describe("the run server", () => {
  test("launches, watches and terminates a run", async () => {
    const created = await call("POST", "/v1/runs/run-1/create", body);
    expect(created.status).toBe(200);
    expect(created.lines).toEqual([
      { event: { level: "info", message: "Creating Docker container on host 'b' with image 'app:1'" } },
      {
        result: {
          container_id: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
          container_name: "dagster-run-run-1-0",
          host_name: "b",
          image: "app:1",
          existed: false,
          warm: false,
        },
      },
    ]);
    const { container_id } = (created.lines[1] as { result: { container_id: string } }).result;
    const started = await call("POST", "/v1/runs/run-1/start", { attempt: 0, host_name: "b", container_id });
    expect(started).toEqual({
      status: 200,
      lines: [{ container_id, host_name: "b", already_running: false }],
    });
    const health = await call(
      "GET",
      `/v1/runs/run-1/health?attempt=0&host_name=b&container_id=${container_id}`,
    );
    expect(health.lines[0]).toMatchObject({
      status: "RUNNING",
      exit_code: null,
      oom_killed: false,
      log_tail: [],
      host_name: "b",
    });
    const terminated = await call("POST", "/v1/runs/run-1/terminate", {});
    expect(terminated.lines).toEqual([{ outcome: "stopped", host_name: "b", container_id }]);
    expect((await call("GET", "/v1/runs/run-1/debug")).lines[0]).toHaveProperty("text");
  });

  test("answers a failed create in its last line", async () => {
    parts.host("b").down = true;
    const { status, lines } = await call("POST", "/v1/runs/run-1/create", body);
    expect(status).toBe(200);
    expect(lines).toEqual([
      { error: { code: "HOST_UNREACHABLE", message: expect.any(String) as string, retryable: true } },
    ]);
  });

  test.each([
    ["POST", "/v1/runs/run-1/create", { ...body, command: [] }, 400, "REQUEST_INVALID"],
    ["POST", "/v1/runs/a%2Fb/create", body, 400, "REQUEST_INVALID"],
    [
      "POST",
      "/v1/runs/run-1/start",
      { attempt: 0, host_name: "z", container_id: "a".repeat(64) },
      404,
      "HOST_UNKNOWN",
    ],
    ["POST", "/v1/runs/run-1/start", { host_name: "b", container_id: "../x" }, 400, "REQUEST_INVALID"],
    ["GET", "/v1/nope", undefined, 404, "NOT_FOUND"],
  ])("answers %s %s with an error in one form", async (method, path, payload, status, code) => {
    const answer = await call(method, path, payload);
    expect(answer.status).toBe(status);
    expect(answer.lines).toEqual([
      { error: { code, message: expect.any(String) as string, retryable: false } },
    ]);
  });

  test("keeps the details of an unforeseen error to its log", async () => {
    parts.host("b").failures = { inspect: new Error("password=hunter2") };
    const { status, lines } = await call(
      "GET",
      "/v1/runs/run-1/health?host_name=b&container_id=aaaaaaaaaaaa",
    );
    expect(status).toBe(500);
    expect(JSON.stringify(lines)).not.toContain("hunter2");
  });

  test("describes itself over the socket, and answers many runs' health", async () => {
    expect((await call("GET", "/v1/openapi.json")).lines[0]).toHaveProperty("openapi", "3.1.0");
    const { lines } = await call("POST", "/v1/health", { runs: [{ run_id: "run-1" }] });
    expect(lines).toMatchObject([{ runs: [{ run_id: "run-1", status: "NOT_FOUND" }] }]);
  });

  test("tells its own health and the hosts'", async () => {
    const { lines } = await call("GET", "/v1/health");
    expect(lines[0]).toEqual({ status: "ok", version, pid: process.pid, config });
    const hosts = await call("GET", "/v1/hosts");
    expect(hosts.lines[0]).toMatchObject({
      hosts: [{ host_name: "b", docker_url: "local", locations: ["etl"], reachable: true }, {}, {}, {}],
    });
  });
});

describe("the socket", () => {
  test("is for the user and group only", () => {
    expect(statSync(socket).mode & 0o777).toBe(0o660);
  });

  test("is not taken from a launcher that listens on it", async () => {
    const second = newServer();
    await expect(listenOnSocket(second, socket)).rejects.toMatchObject({ code: "LAUNCHER_ALREADY_RUNNING" });
    expect((await call("GET", "/v1/health")).status).toBe(200);
    await second.close();
  });

  test("is replaced when a dead launcher left it", async () => {
    const stale = join(folder, "stale.sock");
    const { spawnSync } = await import("node:child_process");
    const script = `require("net").createServer().listen(${JSON.stringify(stale)}, () => process.kill(process.pid, "SIGKILL"))`;
    spawnSync(process.execPath, ["-e", script]);
    expect(existsSync(stale)).toBe(true);
    const second = newServer();
    await listenOnSocket(second, stale);
    await second.close();
  });

  test("does not replace a file, and refuses a path that is too long", async () => {
    const file = join(folder, "file");
    writeFileSync(file, "precious");
    await expect(listenOnSocket(newServer(), file)).rejects.toMatchObject({ code: "SOCKET_PATH_TAKEN" });
    await expect(listenOnSocket(newServer(), join(folder, "x".repeat(120)))).rejects.toMatchObject({
      code: "SOCKET_PATH_TOO_LONG",
    });
  });
});
