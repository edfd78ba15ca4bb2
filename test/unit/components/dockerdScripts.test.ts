import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { afterEach, expect, test, vi } from "vitest";
import { DockerdServer } from "./dockerdServer.ts";

// Each step runs a shell script with dozens of processes.
vi.setConfig({ testTimeout: 120_000 });

const original = '{"dns": ["10.0.0.53"]}';
const servers: DockerdServer[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.remove();
});

function newServer(daemonJson?: string): DockerdServer {
  const server = new DockerdServer(daemonJson);
  servers.push(server);
  return server;
}

const read = (server: DockerdServer, path: string): string => readFileSync(server.path(path), "utf8");
const daemonJson = (server: DockerdServer): unknown => JSON.parse(read(server, "etc/docker/daemon.json"));

test("dockerd gets the merged configuration and its certificate, and destroy puts everything back to the byte", () => {
  for (const before of [original, undefined, '{"live-restore": true, "debug": false}']) {
    const server = newServer(before);
    const untouched = server.files();
    const liveRestore = server.liveRestore;
    expect(server.configure({ debug: true })).toMatchObject({ code: 0, stderr: "" });
    expect(server.prove()).toMatchObject({ code: 0 });
    expect(daemonJson(server)).toMatchObject({ debug: true, "live-restore": true, tlsverify: true });
    expect(server.running).toBe(read(server, "etc/docker/daemon.json"));
    expect(read(server, "etc/docker/dagster-multihost/server-key.pem")).toBe("KEY one");
    expect(statSync(server.path("etc/docker/dagster-multihost/server-key.pem")).mode & 0o777).toBe(0o600);
    expect(statSync(server.path("etc/docker/dagster-multihost")).mode & 0o777).toBe(0o700);

    expect(server.restore()).toMatchObject({ code: 0, stderr: "" });
    expect(server.files()).toEqual(untouched);
    expect(server.liveRestore).toBe(liveRestore);
    expect(server.containerLives).toBe(true);
  }
});

test("dockerd is restarted only when something changed that it reads at its start", () => {
  const server = newServer(original);
  server.configure({});
  server.prove();
  const { restarts } = server;
  server.configure({});
  expect(server.restarts).toBe(restarts);
  server.configure({}, "two");
  expect(server.restarts).toBe(restarts + 1);
  server.configure({ debug: true }, "two");
  expect(server.restarts).toBe(restarts + 2);
  expect(server.containerLives).toBe(true);
});

test("a configuration that dockerd refuses is taken back, with dockerd's own words", () => {
  const server = newServer(original);
  const untouched = server.files();
  const { code, stderr } = server.configure({ "no-such-option": true });
  expect(code).toBe(1);
  expect(stderr).toContain("DOCKERD_REJECTED_CONFIGURATION: host host-b");
  expect(stderr).toContain("The old configuration is back and dockerd is running.");
  expect(stderr).toContain("unknown option no-such-option");
  expect(server.files()).toEqual(untouched);
  expect([server.liveRestore, server.containerLives]).toEqual(["false", true]);

  server.configure({});
  server.prove();
  const working = server.files();
  expect(server.configure({ "no-such-option": true }, "two").code).toBe(1);
  expect(server.files()).toEqual(working);
  expect(server.running).toBe(read(server, "etc/docker/daemon.json"));
  expect(server.containerLives).toBe(true);
});

test("a dockerd that does not turn live-restore on is not restarted, and nothing is left behind", () => {
  const server = newServer(original);
  const untouched = server.files();
  const { code, stderr } = server.configure({ debug: true }, "one", { RELOADS: "no" });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^LIVE_RESTORE_FAILED: host host-b: /);
  expect(server.files()).toEqual(untouched);
  expect([server.restarts, server.containerLives]).toEqual([0, true]);
  expect(server.configure({ debug: true })).toMatchObject({ code: 0, stderr: "" });
});

test("a change that cannot be proven from outside is taken back, its certificate too, and tried again by the next up", () => {
  const server = newServer(original);
  const untouched = server.files();
  server.configure({});
  const failed = server.prove("no answer.");
  expect(failed).toMatchObject({ code: 1 });
  expect(failed.stderr).toMatch(
    /DOCKER_TLS_PROOF_FAILED: host host-b: no answer\. The old configuration is back and dockerd is running\./,
  );
  expect(server.files()).toEqual(untouched);
  expect(server.containerLives).toBe(true);

  server.configure({});
  server.prove();
  const working = server.files("revision");
  server.configure({ debug: true }, "two");
  expect(server.prove("no answer.").code).toBe(1);
  expect(server.files("revision")).toEqual(working);
  // So the next up, which finds its own inputs unchanged, has something to do.
  expect(server.facts().revision).toBe("");
  const { restarts } = server;

  // Without a change there is nothing to be taken back.
  const later = server.prove("no answer.");
  expect(later.stderr).toContain("proven before and is left as it is");
  // Nor does dockerd have to be restarted for what is in force already.
  server.configure({});
  expect(server.restarts).toBe(restarts);
  expect(server.files("revision")).toEqual(working);
});

test("of two changes that were not proven both are taken back", () => {
  const server = newServer(original);
  server.configure({});
  server.prove();
  const working = server.files("revision");
  server.configure({ debug: true }, "two");
  server.configure({ debug: true, mtu: 1400 }, "three");
  server.prove("no answer.");
  expect(server.files("revision")).toEqual(working);
});

test("wherever a change is cut off, running it again completes it, and destroy still knows what was there", () => {
  const whole = newServer(original);
  whole.configure({ debug: true }, "one", {}, 0);
  whole.prove();
  let cuts = 0;
  for (let at = 1; ; at++) {
    const server = newServer(original);
    const untouched = server.files();
    const { code } = server.configure({ debug: true }, "one", { CUT_AT: String(at) }, 0);
    if (code === 0) break;
    expect(code).toBeNull();
    cuts++;
    expect(server.configure({ debug: true }, "one", {}, 0), `cut at ${at}`).toMatchObject({
      code: 0,
      stderr: "",
    });
    server.prove();
    expect(server.files(), `cut at ${at}`).toEqual(whole.files());
    expect(server.running).toBe(read(server, "etc/docker/daemon.json"));
    server.restore();
    expect(server.files(), `cut at ${at}`).toEqual(untouched);
    expect(server.containerLives).toBe(true);
  }
  expect(cuts).toBeGreaterThan(8);
});

test.each(["daemon.json.staged", "server-key.pem.staged", "dockerd.new", "previous.new"])(
  "a disk that has no room for %s changes nothing, and is named",
  (file) => {
    const server = newServer(original);
    server.configure({});
    server.prove();
    const fresh = newServer(original);
    for (const each of [server, fresh]) {
      if (file === "dockerd.new" && each === server) continue;
      const before = each.files();
      const { running } = each;
      const { code, stderr } = each.configure({ debug: true }, "two", { FULL_FOR: file });
      expect(code).toBe(1);
      expect(stderr).toMatch(
        /HOST_WRITE_FAILED: host host-b: .*nothing was changed.*No space left on device/,
      );
      expect(each.files()).toEqual(before);
      expect(each.running).toBe(running);
    }
  },
);

test("what somebody edited by hand in daemon.json stays through ups and destroy, our own keys are put right", () => {
  const server = newServer(original);
  server.configure({ debug: true });
  server.prove();
  const edited = { ...(daemonJson(server) as object), debug: false, mtu: 1400 };
  writeFileSync(server.daemonJson, JSON.stringify(edited));
  expect(server.configure({ debug: true })).toMatchObject({ code: 0 });
  server.prove();
  expect(daemonJson(server)).toMatchObject({ debug: true, mtu: 1400, dns: ["10.0.0.53"] });
  expect(server.facts().revision).toMatch(/daemon\.json was edited: debug, mtu$/);
  server.restore();
  expect(daemonJson(server)).toEqual({ dns: ["10.0.0.53"], mtu: 1400 });
});

test("a daemon.json that was removed or broken by hand is made again", () => {
  for (const text of ["", "{broken"]) {
    const server = newServer(original);
    server.configure({});
    server.prove();
    const good = daemonJson(server);
    writeFileSync(server.daemonJson, text);
    expect(server.configure({})).toMatchObject({ code: 0 });
    expect(daemonJson(server)).toEqual(good);
  }
});

test("a drop-in under the name of versions before is kept under it, and destroy leaves neither", () => {
  const server = newServer(original);
  const before = server.files();
  const folder = "etc/systemd/system/docker.service.d";
  server.configure({});
  server.prove();
  renameSync(
    server.path(`${folder}/zz-dagster-multihost.conf`),
    server.path(`${folder}/dagster-multihost.conf`),
  );
  expect(server.configure({ debug: true }).code).toBe(0);
  expect(readdirSync(server.path(folder))).toEqual(["dagster-multihost.conf"]);
  server.prove();
  expect(server.restore().code).toBe(0);
  expect(server.files()).toBe(before);
});
