import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { parseLauncherConfig } from "../../../../launcher/config/index.ts";
import { LauncherError } from "../../../../launcher/error.ts";
import { RunService } from "../../../../launcher/runs/service.ts";
import { containerId, impatientHost } from "./calls.ts";
import { daemonOnSocket } from "./fakeDaemon.ts";
import { misbehaviours } from "./misbehaviour.ts";

const folder = mkdtempSync(join(tmpdir(), "conclusions-"));
afterAll(() => rmSync(folder, { recursive: true }));

const each = Object.keys(misbehaviours).flatMap((name) => [
  { name, who: "asked" },
  { name, who: "watched" },
]);
const run = { runId: "run-1", attempt: 0 };

test.each(each)(
  "of an engine that is $who and $name, no run ends and none fails for good",
  async ({ name, who }) => {
    const daemon = await daemonOnSocket(folder, misbehaviours[name] ?? expect.fail());
    const host = { host_name: "faulty", docker_url: daemon.dockerUrl, location_names: ["etl"] };
    const config = parseLauncherConfig({ docker_hosts: [host] });
    const service = new RunService({ config, connect: () => impatientHost(daemon.dockerUrl) });
    if (who === "watched") service.watch();
    try {
      for (const target of [run, { ...run, hostName: "faulty", containerId }]) {
        expect(await service.health(target)).toMatchObject({ status: "UNKNOWN", exitCode: null });
        expect(await service.terminate(target).catch(retryable)).toBe(true);
      }
      const request = {
        ...run,
        jobName: "job",
        locationName: "etl",
        image: "app:1",
        command: ["x"],
        env: {},
      };
      expect(await service.create(request, () => undefined).catch(retryable)).toBe(true);
      const start = { ...run, hostName: "faulty", containerId };
      expect(await service.start(start).catch(retryable)).toBe(true);

      const none = { activeRunIds: new Set<string>(), endedRunIds: new Set<string>() };
      const cleanup = { ...none, instanceId: "i", maxAgeHours: 0, dryRun: false };
      expect(await service.cleanUp(cleanup)).toMatchObject({
        containers: [],
        skipped: [{ hostName: "faulty" }],
      });
      expect(await service.hosts()).toMatchObject([
        { reachable: false, error: expect.stringContaining("faulty") as string },
      ]);
    } finally {
      service.close();
      await daemon.close();
    }
  },
);

function retryable(error: unknown): boolean {
  expect(error).toBeInstanceOf(LauncherError);
  return (error as LauncherError).retryable;
}
