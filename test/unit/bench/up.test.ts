import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { UpDocument } from "../../../bench/up/document.ts";
import { hostsAtOnce, stepOf, stepTimes } from "../../../bench/up/steps.ts";
import { upTables } from "../../../bench/up/table.ts";

const command = (name: string, start: number, end: number) => ({
  type: "command:remote:Command",
  name,
  start,
  end,
});

test("operations are put to the step that they belong to", () => {
  const steps = [
    ["tls:index/privateKey:PrivateKey", "host-b-server-1", "certificates and keys"],
    ["command:remote:Command", "host-b-dockerd", "dockerd: configuration and restart"],
    ["command:remote:Command", "control-plane-home", "files"],
    ["command:remote:Command", "host-b-runs", "networks"],
    ["docker:index/remoteImage:RemoteImage", "etl", "images"],
    ["docker:index/container:Container", "webserver", "containers"],
    ["dagster-multihost:index:DagsterNetwork", "host-b", undefined],
  ];
  for (const [type = "", name = "", step] of steps) expect(stepOf({ type, name })).toBe(step);
});

test("hosts that are configured side by side are counted, and one after the other they are not", () => {
  const names = ["host-a", "host-b", "host-c"];
  const side = [
    command("host-a-dockerd", 0, 4),
    command("host-b-dockerd", 1, 5),
    command("host-c-dockerd", 2, 3),
  ];
  expect(hostsAtOnce(side, names)).toBe(3);
  expect(hostsAtOnce([command("host-a-dockerd", 0, 1), command("host-b-dockerd", 1, 2)], names)).toBe(1);
  expect(hostsAtOnce([command("webserver", 0, 1)], names)).toBeNull();
  expect(stepTimes(side, names)).toEqual([
    {
      step: "dockerd: configuration and restart",
      resources: 3,
      wall_s: 5,
      sum_s: 9,
      longest_s: 4,
      hosts_at_once: 3,
    },
  ]);
});

test("docs/performance.md shows the committed run", () => {
  const file = "docs/performance-up.json";
  expect(existsSync(file)).toBe(true);
  const document = JSON.parse(readFileSync(file, "utf8")) as UpDocument;
  const words = (text: string): string => text.replaceAll(/-{3,}/g, "---").replaceAll(/\s+/g, " ");
  expect(words(readFileSync("docs/performance.md", "utf8"))).toContain(words(upTables(document)));
});
