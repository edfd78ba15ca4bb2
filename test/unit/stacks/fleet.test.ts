import { expect, test } from "vitest";
import { loadFleet } from "../../../stacks/fleet/load.ts";
import { sampleFleet } from "./sampleFleet.ts";

type Fleet = ReturnType<typeof sampleFleet>;
type Change = (fleet: Fleet & Record<string, unknown>) => void;

test("a good fleet gets its defaults", () => {
  const fleet = loadFleet(sampleFleet());
  expect(fleet.controlPlane.webserverPort).toBe(3000);
  expect(fleet.hosts[1]?.ssh.port).toBe(22);
  expect(fleet.locations[0]?.port).toBe(4000);
  expect(fleet.controlPlane.computeLogs).toBe("local");
});

const bad: [string, Change, RegExp[]][] = [
  [
    "a missing key",
    (f) => delete (f.hosts[1] as { address?: string }).address,
    [/fleet\.hosts\[1\]\.address: Missing/],
  ],
  [
    "an unknown key",
    (f) => Object.assign(f.hosts[1] ?? {}, { adress: "10.0.0.1" }),
    [/fleet\.hosts\[1\]\.adress: Unknown key\. Did you mean 'address'\?/],
  ],
  [
    "two hosts with one name",
    (f) => (f.hosts[2] = { ...f.hosts[2], name: "host-b" } as Fleet["hosts"][number]),
    [/fleet\.hosts\[2\]\.name: 'host-b' is the name of hosts\[1\] too/],
  ],
  [
    "a location on an unknown host",
    (f) => (f.locations[0] = { ...f.locations[0], hosts: ["host-x"] } as Fleet["locations"][number]),
    [/fleet\.locations\[0\]\.hosts\[0\]: No host is named 'host-x'\. Did you mean 'host-a'\?/],
  ],
  [
    "a process on an unknown host",
    (f) => Object.assign(f.locations[2]?.process ?? {}, { host: "host-z" }),
    [/fleet\.locations\[2\]\.process\.host: No host is named 'host-z'/],
  ],
  [
    "containers on a host without Docker",
    (f) => (f.locations[0] = { ...f.locations[0], hosts: ["host-d"] } as Fleet["locations"][number]),
    [/'host-d' has access "none"/],
  ],
  [
    "a control plane that is no host",
    (f) => (f.controlPlane.host = "host-q"),
    [/controlPlane\.host: No host is named/],
  ],
  [
    "unix access elsewhere",
    (f) => Object.assign(f.hosts[1] ?? {}, { access: "unix" }),
    [/hosts\[1\]\.access: "unix" is for/],
  ],
  [
    "no host key",
    (f) => delete f.hosts[1]?.ssh.hostKey,
    [/fleet\.hosts\[1\]\.ssh\.hostKey: Missing: .*ssh_host_ed25519_key\.pub.*ssh-keyscan 10\.0\.1\.2/],
  ],
  [
    "a malformed host key",
    (f) => Object.assign(f.hosts[1]?.ssh ?? {}, { hostKey: "SHA256:abc" }),
    [/hostKey: must be a public key line/],
  ],
  [
    "a private key file that is not there",
    (f) => Object.assign(f.hosts[1]?.ssh ?? {}, { privateKeyFile: "/no/such/key" }),
    [/hosts\[1\]\.ssh\.privateKeyFile: \/no\/such\/key cannot be read/],
  ],
  ["an image that is missing", (f) => delete f.locations[0]?.image, [/locations\[0\]\.image: Missing/]],
  [
    "a port that is taken",
    (f) => (f.locations[1] = { ...f.locations[1], hosts: ["host-b"] } as Fleet["locations"][number]),
    [/locations\[1\]\.port: Port 4000 on host-b is taken by locations\[0\]\.port/],
  ],
  [
    "a variable without a value",
    (f) => (f.controlPlane.envVars = ["WAREHOUSE"]),
    [/controlPlane\.envVars\[0\]: 'WAREHOUSE' has no value/],
  ],
  [
    "an option of run containers that does not exist",
    (f) => Object.assign(f.controlPlane, { runContainerKwargsAllowed: ["memlimit"] }),
    [/fleet\.controlPlane\.runContainerKwargsAllowed\[0\]: .*Did you mean 'mem_limit'\?/],
  ],
  [
    "neither module nor file",
    (f) => delete f.locations[0]?.module,
    [/fleet\.locations\[0\]: Name either module or file/],
  ],
  [
    "several problems, all at once",
    (f) => {
      f.controlPlane.host = "host-q";
      delete f.locations[0]?.image;
    },
    [/has 2 problems/, /controlPlane\.host/, /locations\[0\]\.image/],
  ],
];

test.each(bad)("%s is refused by its path, with the mend", (_, change, patterns) => {
  const fleet = sampleFleet();
  change(fleet);
  for (const pattern of patterns) expect(() => loadFleet(fleet)).toThrow(pattern);
});

test("insecureIgnoreHostKey stands in for a host key", () => {
  const fleet = sampleFleet();
  delete fleet.hosts[1]?.ssh.hostKey;
  Object.assign(fleet.hosts[1]?.ssh ?? {}, { insecureIgnoreHostKey: true });
  expect(() => loadFleet(fleet)).not.toThrow();
});
