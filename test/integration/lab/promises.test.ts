import { readFileSync } from "node:fs";
import { writeFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { tmpdir } from "node:os";
import { execa } from "execa";
import { beforeAll, describe, expect, it } from "vitest";
import type { Lab, LabHost } from "../../../lab/lab.ts";
import { ssh, sshArguments } from "../../../lab/ssh.ts";
import { network } from "../../../lab/topology.ts";
import { labUp } from "../../../lab/up.ts";

let lab: Lab;
beforeAll(async () => {
  lab = await labUp(() => undefined);
}, 900_000);

async function on(name: string, command: string) {
  return ssh(host(name), [command], { reject: false });
}

function host(name: string): LabHost {
  const found = lab.hosts.find((each) => each.name === name);
  if (found === undefined) throw new Error(name);
  return found;
}

describe("the lab's network", () => {
  it("leads nowhere else, and says so at once", async () => {
    const { exitCode, stderr, durationMs } = await on("host-b", "bash -c 'exec 3<>/dev/tcp/192.0.2.1/80'");
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain("Network is unreachable");
    expect(durationMs).toBeLessThan(5000);
  });

  it("stays closed for a host that sets itself a route", async () => {
    const tryOut =
      `sudo ip route add 192.0.2.0/24 via ${network.gateway}; timeout 3 bash -c 'exec 3<>/dev/tcp/192.0.2.1/80'; code=$?; ` +
      "sudo ip route del 192.0.2.0/24; exit $code";
    expect((await on("host-b", tryOut)).exitCode).not.toBe(0);
  });

  it("knows its hosts by name, and no other names", async () => {
    expect(
      (await on("host-d", "getent hosts host-a host-b.lab.test registry.lab.test")).stdout.split("\n"),
    ).toHaveLength(3);
    expect((await on("host-d", "getent hosts example.com")).exitCode).toBe(2);
  });

  it("connects the hosts with each other", async () => {
    expect((await on("host-a", "bash -c 'exec 3<>/dev/tcp/host-b/22 && head -c 3 <&3'")).stdout).toBe("SSH");
  });
});

describe("a host", () => {
  it("proves itself with the key that is known beforehand, and is refused with another", async () => {
    const wrong = join(tmpdir(), `known-hosts-${process.pid}`);
    await writeFile(wrong, `${host("host-b").address} ${host("host-c").hostKey}\n`);
    const options = sshArguments(host("host-b")).map((word) =>
      word.startsWith("UserKnownHostsFile=") ? `UserKnownHostsFile=${wrong}` : word,
    );
    const { exitCode, stderr } = await execa("ssh", [...options, "true"], { reject: false });
    await rm(wrong);
    expect(exitCode).toBe(255);
    expect(stderr).toContain("Host key verification failed");
    expect((await on("host-b", "true")).exitCode).toBe(0);
  });

  it("lets deploy use sudo, systemctl and docker", async () => {
    expect((await on("host-b", "sudo id -u")).stdout).toBe("0");
    expect((await on("host-b", "sudo systemctl restart ssh && systemctl is-active docker")).stdout).toBe(
      "active",
    );
    expect((await on("host-b", "docker info --format '{{.Driver}}'")).stdout).toBe("overlay2");
  });

  it("has no Docker when it is host-d, but Dagster", async () => {
    expect((await on("host-d", "command -v docker")).exitCode).not.toBe(0);
    expect((await on("host-d", "/opt/dagster/venv/bin/dagster --version")).stdout).toContain("1.13.27");
  });

  it("takes no password", async () => {
    const { stderr } = await execa(
      "ssh",
      ["-F", "none", "-o", "PubkeyAuthentication=no", ...sshArguments(host("host-b")).slice(4), "true"],
      { reject: false },
    );
    expect(stderr).toContain("Permission denied (publickey)");
  });
});

describe("the registry", () => {
  it("refuses who has no password", async () => {
    const { stderr } = await on(
      "host-b",
      `DOCKER_CONFIG=$(mktemp -d) docker pull -q ${lab.images.codeLocation}`,
    );
    expect(stderr).toContain("no basic auth credentials");
  });

  it("gives its images to who has it, and they run within the limits that are set", async () => {
    const image = lab.images.codeLocation;
    const password = readFileSync(lab.registry.passwordFile, "utf8");
    const pull = `export DOCKER_CONFIG=$(mktemp -d); docker login -u ci --password-stdin ${lab.registry.url} && docker pull -q ${image}; rm -r $DOCKER_CONFIG`;
    await ssh(host("host-c"), [pull], { input: password });
    expect((await on("host-c", `docker run --rm ${image} dagster --version`)).stdout).toContain("1.13.27");
    const greedy = `docker run --rm --memory 64m ${image} python3 -c 'bytearray(200 << 20)'`;
    expect((await on("host-c", greedy)).exitCode).toBe(137);
    expect((await on("host-c", `docker run --rm ${image} getent hosts host-a.lab.test`)).stdout).toContain(
      host("host-a").address,
    );
  }, 180_000);
});

describe("up", () => {
  it("changes nothing where all is up", async () => {
    expect(await labUp(() => undefined)).toEqual(lab);
  }, 60_000);
});
