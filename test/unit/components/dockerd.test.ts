import { expect, test } from "vitest";
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

const listen = { address: "10.0.1.2", port: 2376 };

test("the port is bound to the host's address alone, with client certificates demanded", () => {
  const plan = planDockerd(
    { daemonJson: "", execStart: debian },
    { host: "host-b", listen, daemonOptions: {} },
  );
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
  const plan = planDockerd(
    { daemonJson: "", execStart: debian },
    { host: "h", daemonOptions: { debug: true } },
  );
  expect(JSON.parse(plan.daemonJson)).toEqual({ debug: true, "live-restore": true });
  expect(plan.dropIn).toBe("");
});

test("the first step turns live-restore on and changes nothing else", () => {
  const facts = { daemonJson: '{"dns": ["10.0.0.1"]}', execStart: debian };
  const plan = planDockerd(facts, { host: "h", listen, daemonOptions: {} });
  expect(JSON.parse(plan.liveRestoreJson)).toEqual({ dns: ["10.0.0.1"], "live-restore": true });
});

test("live-restore can be refused, as Swarm needs it", () => {
  const facts = { daemonJson: '{"debug": true}', execStart: debian };
  const plan = planDockerd(facts, { host: "h", daemonOptions: { "live-restore": false } });
  expect(JSON.parse(plan.daemonJson)).toEqual({ debug: true, "live-restore": false });
  expect(plan.liveRestoreJson).toBe(facts.daemonJson);
});
