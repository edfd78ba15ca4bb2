import { expect, test } from "vitest";
import { parseFacts } from "../../../components/dockerHost/facts.ts";
import { foreignListener } from "../../../components/dockerHost/obstacles.ts";
import { planDockerd } from "../../../components/dockerHost/plan.ts";
import { parseExecStart } from "../../../components/dockerHost/unit.ts";

const debian =
  "{ path=/usr/sbin/dockerd ; argv[]=/usr/sbin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock $DOCKER_OPTS ; ignore_errors=no }";

test("listeners are taken out of dockerd's command line, however they are written", () => {
  expect(parseExecStart(debian)).toEqual({
    command: "/usr/sbin/dockerd --containerd=/run/containerd/containerd.sock $DOCKER_OPTS",
    listeners: ["fd://"],
  });
  const several =
    "{ path=/usr/bin/dockerd ; argv[]=/usr/bin/dockerd --host=fd:// --host tcp://10.0.0.1 -Hunix:///x -D ; }";
  expect(parseExecStart(several)).toEqual({
    command: "/usr/bin/dockerd -D",
    listeners: ["fd://", "tcp://10.0.0.1", "unix:///x"],
  });
  expect(() => parseExecStart("")).toThrow(RangeError);
});

const untouched = {
  daemonJson: "",
  current: "",
  written: "",
  revision: "",
  listeners: "",
  execStart: debian,
  clockAhead: 0,
};
const listen = { address: "10.0.1.2", port: 2376 };

test("the port is bound to the host's address alone, with client certificates demanded", () => {
  const plan = planDockerd(untouched, { host: "host-b", listen, daemonOptions: {} });
  expect(JSON.parse(plan.daemonJson)).toEqual({
    hosts: ["fd://", "tcp://10.0.1.2:2376"],
    "live-restore": true,
    tlsverify: true,
    tlscacert: "/etc/docker/dagster-multihost/ca.pem",
    tlscert: "/etc/docker/dagster-multihost/server-cert.pem",
    tlskey: "/etc/docker/dagster-multihost/server-key.pem",
  });
  expect(plan.dropIn).toContain("ExecStart=\nExecStart=/usr/sbin/dockerd --containerd");
  expect(plan.dropIn).not.toContain("-H");
});

test("without TLS nothing listens and the unit is left alone", () => {
  const plan = planDockerd(untouched, { host: "h", daemonOptions: { debug: true } });
  expect(JSON.parse(plan.daemonJson)).toEqual({ debug: true, "live-restore": true });
  expect(plan.dropIn).toBe("");
});

test("the first step turns live-restore on and changes nothing else", () => {
  const facts = { ...untouched, daemonJson: '{"dns": ["10.0.0.1"]}' };
  const plan = planDockerd(facts, { host: "h", listen, daemonOptions: {} });
  expect(JSON.parse(plan.liveRestoreJson)).toEqual({ dns: ["10.0.0.1"], "live-restore": true });
});

test("live-restore can be refused, as Swarm needs it", () => {
  const facts = { ...untouched, daemonJson: '{"debug": true}' };
  const plan = planDockerd(facts, { host: "h", daemonOptions: { "live-restore": false } });
  expect(JSON.parse(plan.daemonJson)).toEqual({ debug: true, "live-restore": false });
  expect(plan.liveRestoreJson).toBe(facts.daemonJson);
});

test("what read.sh prints is understood, and a server without docker.service is told apart", () => {
  const line = (name: string, value: string): string => `${name} ${Buffer.from(value).toString("base64")}\n`;
  const printed = [
    line("original", '{"debug": true}\n'),
    line("exec-start", `${debian}\n`),
    line("current", "{}\n"),
    line("written", ""),
    line("revision", "r1\n"),
    line("clock", "1795255200\n"),
    line("listeners", "LISTEN 0 5 *:2376 *:*\n"),
  ];
  const server = 1_795_255_200_000;
  expect(parseFacts(printed.join(""), [server, server])).toEqual({
    daemonJson: '{"debug": true}\n',
    execStart: debian,
    current: "{}\n",
    written: "",
    revision: "r1",
    clockAhead: 0,
    listeners: "LISTEN 0 5 *:2376 *:*\n",
  });
  const ahead = (asked: number, answered: number): number | undefined =>
    parseFacts(printed.join(""), [server + asked, server + answered])?.clockAhead;
  // A slow answer is no wrong clock.
  expect([ahead(-20_000, 100), ahead(500, 30_000)]).toEqual([0, 0]);
  expect([ahead(-9_000, -8_000), ahead(8_000, 9_000)]).toEqual([8_000, -7_001]);
  const without = printed.filter((text) => !text.startsWith("exec")).join("");
  expect(parseFacts(without, [server, server])).toBeUndefined();
  const script = "{ path=/etc/init.d/docker ; argv[]=/etc/init.d/docker start ; ignore_errors=no ; }";
  expect(parseFacts(`${without}${line("exec-start", script)}`, [server, server])).toBeUndefined();
});

test.each([
  [-3_600_000 * 3, /CLOCK_WRONG: host h: its clock is 3 h behind this machine's, so .* not valid there yet/],
  [-10_000, /its clock is 10 s behind/],
  [86_400_000 * 400, /its clock is 400 days ahead of this machine's/],
])("a clock that is wrong by %i ms is found before anything is changed", (difference, message) => {
  const facts = { ...untouched, clockAhead: difference };
  expect(() => planDockerd(facts, { host: "h", listen, daemonOptions: {} })).toThrow(message);
  // Without certificates the clock does not matter.
  expect(() => planDockerd(facts, { host: "h", daemonOptions: {} })).not.toThrow();
});

test("a program that has the Docker port is named, dockerd itself and other addresses are not", () => {
  const listening = (at: string, program: string): string =>
    `LISTEN 0 511 ${at}:2376 0.0.0.0:* users:(("${program}",pid=77,fd=6))\n`;
  const owner = (text: string): string | undefined => foreignListener(text, "10.0.1.2");
  expect(owner(listening("10.0.1.2", "nginx"))).toBe("nginx (pid 77)");
  expect(owner(listening("0.0.0.0", "nginx"))).toBe("nginx (pid 77)");
  expect(owner(listening("*", "docker-proxy"))).toBe("docker-proxy (pid 77)");
  expect(owner(listening("10.0.1.2", "dockerd"))).toBeUndefined();
  expect(owner(listening("127.0.0.1", "nginx"))).toBeUndefined();
  expect(owner("")).toBeUndefined();
  expect(owner(listening("127.0.0.1", "nginx") + listening("[::]", "envoy"))).toBe("envoy (pid 77)");
  const facts = { ...untouched, listeners: listening("10.0.1.2", "nginx") };
  expect(() => planDockerd(facts, { host: "h", listen, daemonOptions: {} })).toThrow(
    /DOCKER_PORT_TAKEN: host h: port 2376 of 10\.0\.1\.2 is taken by nginx \(pid 77\)/,
  );
});

const dockerCe = (flags: string): string =>
  `{ path=/usr/bin/dockerd ; argv[]=/usr/bin/dockerd ${flags} --containerd=/run/containerd/containerd.sock ; ignore_errors=no }`;
const planned = (execStart: string, daemonOptions = {}, daemonJson = "") =>
  planDockerd({ ...untouched, execStart, daemonJson }, { host: "h", listen, daemonOptions });

test.each([
  ["-H fd:// --live-restore=false", {}, "--live-restore", "live-restore"],
  ["--tlsverify -H fd://", {}, "--tlsverify", "tlsverify"],
  ["-H fd:// --log-opt tag=x", { "log-opts": { "max-size": "1m" } }, "--log-opt", "log-opts"],
  ["-H fd:// --log-opt=splunk-token=x", { "log-opts": { "max-size": "1m" } }, "--log-opt", "log-opts"],
  ["-H fd:// -D", { debug: false }, "-D", "debug"],
])(
  "a flag that daemon.json must not repeat is found before anything is changed: %s",
  (flags, options, word, key) => {
    expect(() => planned(dockerCe(flags), options)).toThrow(
      `DOCKERD_FLAG_CONFLICT: host h: docker.service starts dockerd with "${word}", and "${key}" is to be set in daemon.json`,
    );
    // Nothing is wanted of it, so it is not touched.
    const facts = { ...untouched, execStart: dockerCe(flags) };
    expect(() => planDockerd(facts, { host: "h", daemonOptions: {} })).not.toThrow();
  },
);

test("a host that was taken over with a TCP listener, or with a flag, is not refused for it later", () => {
  const execStart = dockerCe("-H fd:// -H tcp://0.0.0.0:2375 --log-driver=journald");
  const written = '{"tlsverify": true}';
  const taken = { ...untouched, execStart, written, current: written, revision: "1" };
  // Of a host that had options of ours alone, the listener is open still.
  const withOptions = { ...taken, written: "{}", current: "{}" };
  expect(() => planDockerd(withOptions, { host: "h", listen, daemonOptions: {} })).toThrow(
    /DOCKERD_LISTENER_CONFLICT/,
  );
  const plan = planDockerd(taken, { host: "h", listen, daemonOptions: {} });
  expect(JSON.parse(plan.daemonJson)).toMatchObject({
    hosts: ["fd://", "tcp://0.0.0.0:2375", "tcp://10.0.1.2:2376"],
  });
  expect(() => planDockerd(taken, { host: "h", listen, daemonOptions: { "log-driver": "local" } })).toThrow(
    /DOCKERD_FLAG_CONFLICT: host h: .*"--log-driver".*Take the option out of docker\.daemonOptions/,
  );
});

test("a runtime on the command line and others in daemon.json are merged by dockerd itself", () => {
  const options = { runtimes: { other: { path: "/usr/bin/other" } } };
  expect(() => planned(dockerCe("-H fd:// --add-runtime=nvidia=/usr/bin/nvidia"), options)).not.toThrow();
});

test("a dockerd that is told no listener keeps its local socket", () => {
  const hosts = (daemonJson: string): unknown =>
    (JSON.parse(planned(dockerCe(""), {}, daemonJson).daemonJson) as { hosts: unknown }).hosts;
  expect(hosts("")).toEqual(["unix:///var/run/docker.sock", "tcp://10.0.1.2:2376"]);
  expect(hosts('{"hosts": ["fd://"]}')).toEqual(["fd://", "tcp://10.0.1.2:2376"]);
});

test("flags that say nothing of ours stay as they are, live-restore among them", () => {
  const plan = planned(dockerCe("-H fd:// --live-restore --default-ulimit nofile=9:9 --log-opt tag=%H"));
  expect(JSON.parse(plan.daemonJson)).not.toHaveProperty("live-restore");
  expect(plan.dropIn).toContain(
    "ExecStart=/usr/bin/dockerd --live-restore --default-ulimit nofile=9:9 --log-opt tag=%%H --containerd=",
  );
});

test.each([
  ["on the command line", "-H fd:// -H tcp://0.0.0.0:2375", ""],
  ["in daemon.json", "", '{"hosts": ["fd://", "tcp://0.0.0.0:2375"]}'],
])("a TCP listener %s keeps its clients: TLS is refused, SSH is not", (_, flags, daemonJson) => {
  expect(() => planned(dockerCe(flags), {}, daemonJson)).toThrow(
    /DOCKERD_LISTENER_CONFLICT: host h: dockerd already listens on tcp:\/\/0\.0\.0\.0:2375\./,
  );
  const facts = { ...untouched, execStart: dockerCe(flags), daemonJson };
  expect(() => planDockerd(facts, { host: "h", daemonOptions: { debug: true } })).not.toThrow();
});
