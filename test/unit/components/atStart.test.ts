import * as fc from "fast-check";
import { expect, test } from "vitest";
import { atStart } from "../../../components/launcherConfig/atStart.ts";
import { renderDagsterYaml, type DagsterSettings } from "../../../components/launcherConfig/dagsterYaml.ts";

const host = fc.record({
  host_name: fc.stringMatching(/^[a-z]{1,8}$/),
  docker_url: fc.constant("unix:///var/run/docker.sock"),
  location_names: fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { maxLength: 3 }),
});
const settings = fc.record({
  launcher: fc.record({
    docker_hosts: fc.array(host, { maxLength: 4 }),
    stop_grace_seconds: fc.integer({ min: 0, max: 60 }),
  }),
  postgresPort: fc.constantFrom(5432, 5433),
  artifacts: fc.constant("/var/tmp/dagster"),
});

const read = (value: DagsterSettings): ReturnType<typeof atStart> => atStart(renderDagsterYaml(value));

test("whatever changes in hosts and locations, no process is to be restarted", () => {
  fc.assert(
    fc.property(settings, settings, (one, other) => {
      expect(read({ ...one, launcher: other.launcher })).toEqual(read(one));
    }),
  );
});

test.each([
  ["launcher_socket", "/other.sock"],
  ["status_listen", "0.0.0.0:3009"],
  ["container_label_prefix", "other"],
  ["otlp_endpoint", "http://127.0.0.1:4318"],
])("a change of %s restarts the launcher alone", (key, value) => {
  const one = { launcher: {}, postgresPort: 5432, artifacts: "/a" };
  const before = read(one);
  const after = read({ ...one, launcher: { [key]: value } });
  expect(after.launcher).not.toBe(before.launcher);
  expect(after.dagster).toBe(before.dagster);
});

test.each([
  ["the database", { postgresPort: 5433 }],
  ["the queue", { maxConcurrentRuns: 3 }],
  ["monitoring", { runMonitoring: { pollIntervalSeconds: 9 } }],
  ["retries", { runRetries: { enabled: true } }],
  ["compute logs", { computeLogs: "postgres" as const }],
])("a change of %s restarts Dagster's processes, and not the launcher", (_, change) => {
  const one = { launcher: { docker_hosts: [] }, postgresPort: 5432, artifacts: "/a" };
  const before = read(one);
  const after = read({ ...one, ...change });
  expect(after.dagster).not.toBe(before.dagster);
  expect(after.launcher).toBe(before.launcher);
});
