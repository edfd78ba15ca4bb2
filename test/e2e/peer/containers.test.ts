import { expect, test } from "vitest";
import { docker } from "../../../lab/docker/engine.ts";
import { containerName, registrySpec } from "../../../lab/topology.ts";
import { withDagsterYaml } from "../support/dagsterYaml.ts";
import { onHost } from "../support/hosts.ts";
import { labEngine } from "../support/lab.ts";
import { containerOf, containersOf, dagster, end } from "../support/runs.ts";

/** Launches a job that succeeds, and returns its container's environment and labels. */
async function succeeded(tags: Record<string, string> = {}) {
  const id = await dagster.launch("etl_pipelines", "daily_etl", tags);
  const { run } = await end(id);
  expect(run.status).toBe("SUCCESS");
  const config = await onHost("host-b", `docker inspect --format '{{json .Config}}' ${containerOf(run)}`);
  return { id, ...(JSON.parse(config) as { Env: string[]; Labels: Record<string, string> }) };
}

test("labels or environment in container_kwargs: managed labels and Dagster's variables win, the others are kept", async () => {
  const { id, Env, Labels } = await succeeded();
  expect(Labels).toMatchObject({ "dagster/run_id": id, "dagster/managed": "true", team: "data" });
  expect(Env).toEqual(
    expect.arrayContaining(["COLOUR=blue", `DAGSTER_RUN_ID=${id}`, "DAGSTER_RUN_JOB_NAME=daily_etl"]),
  );
});

test("inherited environment: the server's own variables arrive, the run image keeps its PATH, also while containers come and go", async () => {
  const path = "/opt/dagster/venv/bin:/usr/local/bin:/usr/bin:/bin:/of-the-run-image";
  const server = "$(docker inspect --format {{.Image}} dagster-location-etl_pipelines)";
  await onHost(
    "host-b",
    `printf 'FROM %s\nENV PATH=${path}\n' ${server} | docker build --quiet --tag peer/run-image:1 -`,
  );
  const churn = onHost("host-b", "for i in $(seq 12); do docker run --rm peer/run-image:1 true; done");
  const runs = await Promise.all([1, 2, 3].map(() => succeeded({ "dagster/image": "peer/run-image:1" })));
  await churn;
  for (const { Env } of runs) {
    expect(Env).toContain("FROM_SERVER=yes");
    expect(Env.filter((entry) => entry.startsWith("PATH="))).toEqual([`PATH=${path}`]);
  }
});

test("failed start: the created container is removed at once", async () => {
  const id = await dagster.launch("etl_pipelines", "daily_etl", { "multihost/gpus": "1" });
  const { run, messages } = await end(id);
  expect(run.status).toBe("FAILURE");
  expect(messages).toMatch(/CONTAINER_START_FAILED.*host-b/s);
  expect(await containersOf("host-b", id)).toEqual([]);
});

test("missing first network: the run fails with the networks that there are, and leaves no container", () =>
  withDagsterYaml(
    (settings) => {
      for (const host of settings.run_launcher.config.docker_hosts) {
        if (host.host_name === "host-c") host.networks = ["no_such_network"];
      }
    },
    async () => {
      const id = await dagster.launch("analytics", "weekly_report");
      const { run, messages } = await end(id);
      expect(run.status).toBe("FAILURE");
      expect(messages).toMatch(/NETWORK_NOT_FOUND.*no network 'no_such_network'; it has .*'bridge'/s);
      expect(await containersOf("host-c", id)).toEqual([]);
    },
  ));

test("registry down, image present: runs", async () => {
  const engine = await labEngine();
  await docker(engine, ["stop", containerName(registrySpec.name)]);
  try {
    await succeeded();
  } finally {
    await docker(engine, ["start", containerName(registrySpec.name)]);
  }
});
