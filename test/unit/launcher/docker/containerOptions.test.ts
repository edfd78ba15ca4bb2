import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { containerKwargsSchema } from "../../../../launcher/config/index.ts";
import { containerOptions } from "../../../../launcher/docker/containerOptions.ts";
import { configNames, hostConfigNames, sizes } from "../../../../launcher/docker/optionNames.ts";
import { splitCommand } from "../../../../launcher/docker/splitCommand.ts";

const translate = (kwargs: object): ReturnType<typeof containerOptions> =>
  containerOptions(containerKwargsSchema.parse(kwargs));

describe("containerOptions", () => {
  test("translates as docker-py does", () => {
    expect(
      translate({
        mem_limit: "512m",
        nano_cpus: 1_500_000_000,
        devices: ["/dev/fuse", "/dev/sda:/dev/xvda:r"],
        extra_hosts: { db: "10.0.0.5" },
        ulimits: [{ name: "nofile", soft: 1024, hard: 2048 }],
        log_config: { type: "json-file", config: { "max-file": 3 } },
        device_requests: [{ count: -1, capabilities: [["gpu"]] }],
        mounts: [{ target: "/tmp/x", type: "tmpfs" }],
        restart_policy: { Name: "no" },
        group_add: [1000],
        sysctls: { "net.core.somaxconn": 1024 },
        healthcheck: { test: "true", interval: 5 },
      }),
    ).toEqual({
      config: { Healthcheck: { Test: ["CMD-SHELL", "true"], Interval: 5 } },
      hostConfig: {
        Memory: 536870912,
        NanoCpus: 1_500_000_000,
        Devices: [
          { PathOnHost: "/dev/fuse", PathInContainer: "/dev/fuse", CgroupPermissions: "rwm" },
          { PathOnHost: "/dev/sda", PathInContainer: "/dev/xvda", CgroupPermissions: "r" },
        ],
        ExtraHosts: ["db:10.0.0.5"],
        Ulimits: [{ Name: "nofile", Soft: 1024, Hard: 2048 }],
        LogConfig: { Type: "json-file", Config: { "max-file": "3" } },
        DeviceRequests: [{ Count: -1, Capabilities: [["gpu"]] }],
        Mounts: [{ Target: "/tmp/x", Type: "tmpfs", ReadOnly: false }],
        RestartPolicy: { Name: "no" },
        GroupAdd: ["1000"],
        Sysctls: { "net.core.somaxconn": "1024" },
      },
    });
  });

  test("keeps the engine's own spelling where docker-py takes it", () => {
    const { hostConfig } = translate({
      ulimits: [{ Name: "core", Soft: 0 }],
      device_requests: [{ Driver: "nvidia", DeviceIDs: ["0"] }],
      log_config: { Type: "none" },
    });
    expect(hostConfig).toEqual({
      Ulimits: [{ Name: "core", Soft: 0 }],
      DeviceRequests: [{ Driver: "nvidia", DeviceIDs: ["0"] }],
      LogConfig: { Type: "none", Config: {} },
    });
  });

  test("takes volumes as a list or as a dict", () => {
    expect(
      translate({ volumes: { "/data": { bind: "/mnt", mode: "ro" }, cache: { bind: "/c" } } }).hostConfig,
    ).toEqual({
      Binds: ["/data:/mnt:ro", "cache:/c:rw"],
    });
    expect(translate({ volumes: ["/data:/mnt", "/scratch"] })).toEqual({
      config: { Volumes: { "/scratch": {} } },
      hostConfig: { Binds: ["/data:/mnt"] },
    });
  });

  test("takes every form of volumes, tmpfs, volumes_from and links that docker-py takes", () => {
    expect(
      translate({
        volumes: {
          "/a": "/mnt/a",
          "/b": { bind: "/mnt/b", ro: true },
          "/c": { bind: "/mnt/c", ro: false, propagation: "rshared" },
        },
        tmpfs: ["/scratch:size=1g,mode=1777", "/run"],
        volumes_from: "data:ro,more",
        links: { redis: "cache" },
      }).hostConfig,
    ).toEqual({
      Binds: ["/a:/mnt/a:rw", "/b:/mnt/b:ro", "/c:/mnt/c:rw,rshared"],
      Tmpfs: { "/scratch": "size=1g,mode=1777", "/run": "" },
      VolumesFrom: ["data:ro", "more"],
      Links: ["redis:cache"],
    });
    expect(translate({ tmpfs: { "/scratch": "size=1g" }, volumes_from: ["data"] }).hostConfig).toEqual({
      Tmpfs: { "/scratch": "size=1g" },
      VolumesFrom: ["data"],
    });
  });

  test("publishes ports in every form that docker-py takes", () => {
    const ports = { "80/udp": 8080, "81": ["127.0.0.1", 8081], "82/tcp": null, "83/tcp": [1083, 2083] };
    expect(translate({ ports })).toEqual({
      config: { ExposedPorts: { "80/udp": {}, "81/tcp": {}, "82/tcp": {}, "83/tcp": {} } },
      hostConfig: {
        PortBindings: {
          "80/udp": [{ HostIp: "", HostPort: "8080" }],
          "81/tcp": [{ HostIp: "127.0.0.1", HostPort: "8081" }],
          "82/tcp": [{ HostIp: "", HostPort: "" }],
          "83/tcp": [
            { HostIp: "", HostPort: "1083" },
            { HostIp: "", HostPort: "2083" },
          ],
        },
      },
    });
  });

  test("translates every keyword that is accepted", () => {
    const elsewhere = ["environment", "labels", "platform"];
    const shaped = [
      "device_requests",
      "devices",
      "entrypoint",
      "extra_hosts",
      "group_add",
      "healthcheck",
      "links",
      "log_config",
    ];
    const more = [
      "mounts",
      "ports",
      "storage_opt",
      "sysctls",
      "tmpfs",
      "ulimits",
      "user",
      "volumes",
      "volumes_from",
    ];
    const named = [hostConfigNames, configNames, sizes].flatMap((names) => Object.keys(names));
    expect([...named, ...elsewhere, ...shaped, ...more].toSorted()).toEqual(
      Object.keys(containerKwargsSchema.shape).toSorted(),
    );
  });
});

describe("splitCommand", () => {
  test("takes quotes and backslashes as a shell does", () => {
    expect(splitCommand(`sh -c 'echo "a b"' x\\ y "it's \\"q\\""`)).toEqual([
      "sh",
      "-c",
      'echo "a b"',
      "x y",
      `it's "q"`,
    ]);
  });

  test("finds again the words that were quoted", () => {
    const word = fc.string({ minLength: 1 }).filter((text) => !text.includes("'"));
    fc.assert(
      fc.property(fc.array(word), (words) => {
        expect(splitCommand(words.map((text) => `'${text}'`).join(" "))).toEqual(words);
      }),
    );
  });
});
