import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  launcherConfigWarnings,
  parseBytes,
  parseDockerUrl,
  parseEnvEntry,
} from "../../../../launcher/config/index.ts";

describe("parseDockerUrl", () => {
  test.each([
    ["tcp://10.0.1.2:2376", { kind: "tcp", host: "10.0.1.2", port: 2376 }],
    ["tcp://db", { kind: "tcp", host: "db", port: 2376 }],
    ["tcp://[fd00::2]:2375", { kind: "tcp", host: "fd00::2", port: 2375 }],
    ["ssh://deploy@10.0.1.2", { kind: "ssh", host: "10.0.1.2", port: 22, user: "deploy" }],
    ["ssh://host-c.example.com:2222", { kind: "ssh", host: "host-c.example.com", port: 2222 }],
    ["unix:///run/docker.sock", { kind: "unix", socketPath: "/run/docker.sock" }],
    ["local", { kind: "unix", socketPath: "/var/run/docker.sock" }],
  ])("reads %s", (url, address) => {
    expect(parseDockerUrl(url)).toEqual(address);
  });

  test.each([
    "",
    "10.0.1.2:2376",
    "tcp://",
    "tcp://a b",
    "tcp://h:0",
    "tcp://h:70000",
    "tcp://h/path",
    "unix://run/x",
    "https://h",
  ])("refuses '%s' with a reason", (url) => {
    expect(parseDockerUrl(url)).toEqual(expect.any(String));
  });

  test("never repeats a URL with credentials", () => {
    for (const url of ["tcp://u:hunter2@h", "ssh://u:hunter2@h"])
      expect(parseDockerUrl(url)).not.toContain("hunter2");
  });

  test("finds again the host and port that a URL was made of", () => {
    const port = fc.integer({ min: 1, max: 65535 });
    fc.assert(
      fc.property(fc.oneof(fc.domain(), fc.ipV4()), port, (host, number) => {
        expect(parseDockerUrl(`tcp://${host}:${number}`)).toEqual({ kind: "tcp", host, port: number });
      }),
    );
  });
});

describe("parseBytes", () => {
  test.each([
    ["512m", 536870912],
    ["2G", 2147483648],
    ["1kb", 1024],
    ["0.5g", 536870912],
    ["100", 100],
    [7.9, 7],
    ["-1", -1],
  ])("reads %s", (size, bytes) => {
    expect(parseBytes(size)).toBe(bytes);
  });

  test.each(["", "m", "5x", "1 2", "five", "1mm"])("refuses '%s'", (size) => {
    expect(parseBytes(size)).toBeUndefined();
  });

  test("is linear in the unit", () => {
    fc.assert(
      fc.property(fc.nat(100_000), (number) => {
        expect(parseBytes(`${number}m`)).toBe(number * 1024 * (parseBytes("1k") ?? 0));
      }),
    );
  });
});

describe("parseEnvEntry", () => {
  test("splits at the first =, whatever the value holds", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Z_]{1,10}$/), fc.string(), (name, value) => {
        expect(parseEnvEntry(`${name}=${value}`)).toEqual({ name, value });
        expect(parseEnvEntry(name)).toEqual({ name });
      }),
    );
  });
});

test("plain tcp and an unchecked certificate are warned about", () => {
  const hosts = [
    { docker_url: "tcp://h" },
    { docker_url: "tcp://h", tls: { verify: false } },
    { docker_url: "ssh://h" },
    { docker_url: "tcp://h", tls: {} },
  ];
  const paths = launcherConfigWarnings({ docker_hosts: hosts }).map(({ path }) => path);
  expect(paths).toEqual(["docker_hosts[0]", "docker_hosts[1].tls.verify"]);
});
