import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import type { DockerHost } from "../../../launcher/docker/port.ts";
import { finish, send } from "../../../launcher/warm/attached.ts";
import { tinyImage } from "./tinyImage.ts";

/** Expects that what is written to a container arrives there, whatever lies between; names, renames and measures it. */
export async function expectAttached(docker: DockerHost): Promise<void> {
  const name = `attached-${randomUUID().slice(0, 8)}`;
  const script = "read -r empty; read -r line; echo got $line; read -r empty; read -r line; echo got $line";
  const labels = { attached: name };
  const body = {
    Image: tinyImage,
    Cmd: ["sh", "-c", script],
    OpenStdin: true,
    Labels: labels,
    HostConfig: {},
  };
  const id = await docker.create(name, { body });
  try {
    await docker.start(id);
    const stream = await docker.attach(name);
    await send(stream, { first: 1 });
    await docker.rename(name, `${name}-renamed`);
    await finish(stream, 2000);
    expect((await docker.usage(id)).cpuNanos).toBeGreaterThan(0);
    const again = await docker.attach(`${name}-renamed`);
    await send(again, { second: 2 });
    await finish(again, 2000);
    await expect.poll(() => docker.logTail(id, 5)).toEqual(['got {"first":1}', 'got {"second":2}']);
    expect(await docker.findContainers(labels, { namePrefix: `${name}-re` })).toMatchObject([{ id }]);
    expect(await docker.findContainers(labels, { namePrefix: "renamed" })).toEqual([]);
    expect(await docker.imageId(tinyImage)).toMatch(/^sha256:/);
    expect(await docker.imageId("no/such:image")).toBeUndefined();
  } finally {
    await docker.remove(id);
  }
}
