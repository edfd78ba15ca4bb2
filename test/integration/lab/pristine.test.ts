import { afterAll, beforeAll, expect, test } from "vitest";
import { docker, engineAt } from "../../../lab/docker/engine.ts";
import type { DockerEngine } from "../../../lab/docker/engine.ts";
import type { Lab } from "../../../lab/lab.ts";
import { pristineLab, removeStrangers } from "../../../lab/pristine.ts";
import { ssh } from "../../../lab/ssh.ts";
import { hostNamed } from "../../../lab/hosts.ts";
import { containerName, hostSpecs, registrySpec } from "../../../lab/topology.ts";
import { importTinyImage, tinyImage } from "../launcher/tinyImage.ts";

// What a test that failed half-way leaves, and that the next one does not meet it.
let lab: Lab;
let engine: DockerEngine;
const said: string[] = [];
const report = (line: string): void => void said.push(line);

beforeAll(async () => {
  lab = await pristineLab(() => undefined);
  engine = engineAt(lab.dockerHost, false);
});
afterAll(() => docker(engine, ["rm", "--force", "left-over"]).catch(() => undefined));

const containers = async (): Promise<Record<string, string>> => {
  const names = hostSpecs.map(({ name }) => name);
  const ids = await docker(engine, ["inspect", "--format", "{{.Id}}", ...names.map(containerName)]);
  return Object.fromEntries(ids.split("\n").map((id, index) => [names[index] ?? "", id]));
};

test("servers that are as they were stay", async () => {
  const before = await containers();
  expect(await pristineLab(report)).toEqual(lab);
  expect(await containers()).toEqual(before);
  expect(said.join("\n")).not.toContain("again");
});

test("a server on which something was left is made again, and the others stay", async () => {
  const before = await containers();
  await ssh(hostNamed("host-d"), ["sudo touch /etc/systemd/system/left-over.service"]);
  expect(await pristineLab(report)).toEqual(lab);
  expect(said).toContain("Making host-d again: something was left there");
  const after = await containers();
  expect(after["host-d"]).not.toBe(before["host-d"]);
  expect({ ...after, "host-d": "" }).toEqual({ ...before, "host-d": "" });
  const { stdout } = await ssh(hostNamed("host-d"), ["ls /etc/systemd/system"]);
  expect(stdout).not.toContain("left-over");
});

test("containers, networks and volumes of the engine that are not the lab's are removed, and the lab's stay", async () => {
  await importTinyImage(lab.dockerHost);
  await docker(engine, ["network", "create", "left-over"]);
  await docker(engine, ["volume", "create", "left-over"]);
  const run = ["run", "--detach", "--name", "left-over", "--network", "left-over", tinyImage];
  await docker(engine, [...run, "sleep", "600"]);
  const before = await containers();
  await removeStrangers(engine);
  const listed = async (...what: string[]): Promise<string> => await docker(engine, [...what]);
  expect(await listed("ps", "--all", "--format", "{{.Names}}")).not.toContain("left-over");
  expect(await listed("network", "ls", "--format", "{{.Name}}")).not.toContain("left-over");
  expect(await listed("volume", "ls", "--format", "{{.Name}}")).not.toContain("left-over");
  expect(await containers()).toEqual(before);
  expect(await listed("ps", "--format", "{{.Names}}")).toContain(containerName(registrySpec.name));
});
