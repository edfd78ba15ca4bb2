import { expect, test } from "vitest";
import { loadFleet } from "../../../stacks/fleet/load.ts";
import type { FleetInput } from "../../../stacks/fleet/schema.ts";
import { sampleFleet } from "./sampleFleet.ts";

type Change = [string, (fleet: FleetInput) => void, RegExp];
const host =
  (index: number, fields: object): ((fleet: FleetInput) => void) =>
  (fleet) =>
    void Object.assign(fleet.hosts[index] ?? {}, fields);
const location =
  (index: number, fields: object): ((fleet: FleetInput) => void) =>
  (fleet) =>
    void Object.assign(fleet.locations?.[index] ?? {}, fields);

const bad: Change[] = [
  [
    "a network that is created and must exist",
    host(1, { networks: ["n"], createNetworks: ["n"] }),
    /hosts\[1\]\.createNetworks\[0\]: 'n' is in networks, too/,
  ],
  ["a network twice", host(1, { createNetworks: ["n", "n"] }), /createNetworks\[1\]: 'n' stands there twice/],
  [
    "the host's own network",
    host(1, { createNetworks: ["host_b_dagster_network"] }),
    /is the host's own network already/,
  ],
  [
    "a network that no dockerd takes",
    host(1, { createNetworks: ["a/b"] }),
    /createNetworks\[0\]: must be letters/,
  ],
  [
    "a volume twice",
    host(1, { volumes: ["v:/a", "v:/b"] }),
    /hosts\[1\]\.volumes\[1\]: 'v' is in volumes\[0\], too/,
  ],
  [
    "a path twice",
    host(1, { volumes: ["v:/a", "w:/a"] }),
    /hosts\[1\]\.volumes\[1\]: '\/a' is in volumes\[0\], too/,
  ],
  ["a volume without a path", host(1, { volumes: ["v"] }), /volumes\[0\]: must be NAME:\/PATH/],
  ["GPUs without Docker", host(3, { gpus: 1 }), /hosts\[3\]\.gpus: 'host-d' has access "none".*Remove gpus/],
  ["a weight of nothing", host(1, { weight: 0 }), /hosts\[1\]\.weight: /],
  [
    "a misspelt label",
    host(1, { lables: { zone: "b" } }),
    /hosts\[1\]\.lables: Unknown key\. Did you mean 'labels'\?/,
  ],
  [
    "image and build",
    location(0, { build: { context: ".", dockerfile: "package.json" } }),
    /locations\[0\]\.build: image and build exclude each other/,
  ],
  [
    "a context that is not there",
    location(0, { image: undefined, build: { context: "/no/such" } }),
    /locations\[0\]\.build\.context: \/no\/such is not there/,
  ],
  [
    "a Dockerfile that is not there",
    location(0, { image: undefined, build: { context: "test" } }),
    /build\.dockerfile: .*\/test\/Dockerfile is not there/,
  ],
  [
    "a source that is not there",
    location(2, { process: { host: "host-d", executable: "/d", source: "/no/such" } }),
    /locations\[2\]\.process\.source: \/no\/such is not there/,
  ],
  [
    "a pool under the default launcher",
    location(1, { launcher: "default" }),
    /locations\[1\]\.launcher: .*on host-c\. Name that host alone/,
  ],
  [
    "a variable of runs without a value",
    location(0, { containerContext: { envVars: ["NOPE"] } }),
    /locations\[0\]\.containerContext\.envVars\[0\]: 'NOPE' has no value/,
  ],
  [
    "a size that is none",
    location(0, { service: { memory: "lots" } }),
    /locations\[0\]\.service\.memory: must be a size/,
  ],
  [
    "a misspelt queue setting",
    (fleet) => Object.assign(fleet.controlPlane, { runQueue: { dequeueUseThread: true } }),
    /controlPlane\.runQueue\.dequeueUseThread: Unknown key\. Did you mean 'dequeueUseThreads'\?/,
  ],
  [
    "a schedule that is none",
    (fleet) => Object.assign(fleet.controlPlane, { admin: { cleanupCron: "hourly" } }),
    /controlPlane\.admin\.cleanupCron: must be a cron expression/,
  ],
];

test.each(bad)("%s is refused by its path, with the mend", (_, change, pattern) => {
  const fleet = sampleFleet();
  change(fleet);
  expect(() => loadFleet(fleet)).toThrow(pattern);
});
