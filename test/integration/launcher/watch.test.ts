import { randomUUID } from "node:crypto";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { parseLauncherConfig } from "../../../launcher/config/index.ts";
import { DockerodeHost } from "../../../launcher/docker/dockerodeHost.ts";
import { HostWatch } from "../../../launcher/watch/hostWatch.ts";
import type { EndCause } from "../../../launcher/watch/containerTable.ts";
import { watchTiming } from "../../../launcher/watch/timing.ts";
import { realEngine } from "./engine.ts";
import { tinyImage } from "./tinyImage.ts";

const label = `watch-${randomUUID().slice(0, 8)}/managed`;
const ends: EndCause[] = [];
let dockerUrl: string;
let host: DockerodeHost;
let watch: HostWatch;

const docker = async (...arguments_: string[]): Promise<string> =>
  (await execa("docker", arguments_, { env: { DOCKER_HOST: dockerUrl } })).stdout;

/** Starts a container that the watch watches, with a shell script. */
const run = (script: string, ...options: string[]): Promise<string> =>
  docker("run", "--detach", "--label", `${label}=true`, ...options, tinyImage, "sh", "-c", script);

const status = (id: string) => expect.poll(() => watch.table.get(id)?.status, { timeout: 10_000 });

beforeAll(async () => {
  ({ dockerUrl } = await realEngine());
  const one = { host_name: "real", docker_url: dockerUrl, location_names: [] };
  const [config] = parseLauncherConfig({ docker_hosts: [one] }).docker_hosts;
  if (config === undefined) throw new Error("no host");
  host = new DockerodeHost(config, 10);
  watch = new HostWatch(host, { [label]: "true" }, watchTiming, { ended: (_, cause) => ends.push(cause) });
  watch.start();
  await vi.waitUntil(() => watch.state.phase === "live", { timeout: 20_000 });
});

afterAll(async () => {
  watch.stop();
  host.close();
  const left = (await docker("ps", "-aq", "--filter", `label=${label}`)).split("\n").filter(Boolean);
  if (left.length > 0) await docker("rm", "-f", ...left);
});

test("a real engine's events tell what becomes of a container", async () => {
  const id = await run("sleep 60");
  await status(id).toBe("running");
  expect(watch.table.get(id)).toMatchObject({ image: tinyImage, labels: { [label]: "true" } });
  await docker("pause", id);
  await status(id).toBe("paused");
  await docker("unpause", id);
  await status(id).toBe("running");
  await docker("rename", id, `${id.slice(0, 12)}-renamed`);
  await expect.poll(() => watch.table.byName(`${id.slice(0, 12)}-renamed`)?.id).toBe(id);
  await docker("kill", id);
  await status(id).toBe("exited");
  await docker("rm", id);
  await status(id).toBeUndefined();
  expect(ends).toEqual(["error"]);
});

test("an end that was missed while nobody listened is found, and counted once", async () => {
  ends.length = 0;
  const ids = [await run("sleep 60"), await run("exit 0")];
  await expect.poll(() => ids.map((id) => watch.table.get(id)?.status)).toEqual(["running", "exited"]);
  watch.stop();
  await docker("kill", ids[0] ?? "");
  const later = new HostWatch(host, { [label]: "true" }, watchTiming);
  later.start();
  await expect.poll(() => ids.map((id) => later.table.get(id)?.status)).toEqual(["exited", "exited"]);
  later.stop();
  expect(ends).toEqual(["ok"]);
});

test("the container that publishes a port is found by it", async () => {
  const id = await docker(
    "create",
    "--label",
    `${label}=true`,
    "--publish",
    "127.0.0.1:47123:4000",
    tinyImage,
    "sleep",
    "60",
  );
  expect(await host.findPublisher(47_123)).toBeUndefined();
  await docker("start", id);
  expect(await host.findPublisher(47_123)).toMatchObject({ id, networks: ["bridge"] });
  expect(await host.findPublisher(4000)).toBeUndefined();
});
