import { beforeAll, expect, test } from "vitest";
import { withDagsterYaml } from "../support/dagsterYaml.ts";
import { onHost } from "../support/hosts.ts";
import { containersOf, dagster, end, longRun, quiet, sleepFor, started } from "../support/runs.ts";

beforeAll(quiet);

test("container is removed with max_concurrent_runs 1: the next run is not stuck in the queue", () =>
  withDagsterYaml(
    (settings) => (settings.run_coordinator.config.max_concurrent_runs = 1),
    async () => {
      const run = await longRun();
      const next = await dagster.launch("analytics", "weekly_report");
      await onHost(run.host, `docker rm --force ${run.container}`);
      expect((await end(run.id)).run.status).toBe("FAILURE");
      expect((await dagster.run(next)).status).not.toBe("SUCCESS");
      const { run: ended, seconds } = await end(next);
      expect(ended.status).toBe("SUCCESS");
      expect(seconds).toBeLessThan(30);
    },
  ));

test("resume with max_resume_run_attempts 1: a killed worker is resumed in a second container and succeeds", () =>
  withDagsterYaml(
    (settings) => (settings.run_monitoring.max_resume_run_attempts = 1),
    async () => {
      const id = await dagster.launch("etl_pipelines", "long_running", {}, sleepFor(15));
      const { host, container } = await started(id);
      await onHost(host, `docker kill ${container}`);
      const { run } = await end(id);
      expect(run.status).toBe("SUCCESS");
      const containers = await containersOf(host, id);
      expect(containers).toHaveLength(2);
      const commands = `docker inspect --format '{{json .Config.Cmd}}' ${containers.join(" ")}`;
      expect((await onHost(host, commands)).match(/"(execute_run|resume_run)"/g)?.toSorted()).toEqual([
        '"execute_run"',
        '"resume_run"',
      ]);
      expect(await onHost(host, commands)).toContain("ResumeRunArgs");
    },
  ));
