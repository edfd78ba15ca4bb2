import type { TestProject } from "vitest/node";
import { destroy, plainOutputs, removeStack, up } from "../../../lab/demo/stack.ts";
import { newDeployment, report } from "../support/deployment.ts";
import { changeDagsterYaml, restoreDagsterYaml } from "../support/dagsterYaml.ts";
import { secrets } from "../support/secrets.ts";

declare module "vitest" {
  interface ProvidedContext {
    webserver: string;
  }
}

/**
 * One deployment for all the tests of this folder: the demo's, with what their rows are about in its configuration.
 *
 * @returns What takes it down. With `DAGSTER_MULTIHOST_E2E_KEEP=1` it stays, and the next run of the tests updates it.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { stack, describe } = await newDeployment("peer");
  await describe((fleet) => {
    for (const host of fleet.hosts) {
      if (host.name === "host-b") host.containerKwargs = forged;
      if (host.name === "host-c") host.envVars = [`ONLY_ON_C=${secrets.environment}`];
    }
    for (const location of fleet.locations ?? []) {
      if (location.name === "etl_pipelines") location.envVars = ["FROM_SERVER=yes"];
    }
  });
  await restoreDagsterYaml();
  const { webserver } = plainOutputs((await up(stack, report)).outputs);
  await changeDagsterYaml((settings) => {
    settings.run_retries = { enabled: true };
    settings.run_coordinator.config.user_code_failure_retry_delay = 10;
    for (const host of settings.run_launcher.config.docker_hosts) {
      if (host.host_name === "host-b") host.inherit_env_from_container = "dagster-location-{location}";
      if (host.host_name === "host-c" && host.registry) host.registry.password = secrets.password;
    }
  });
  project.provide("webserver", webserver);
  return async () => {
    if (process.env.DAGSTER_MULTIHOST_E2E_KEEP === "1") return;
    await restoreDagsterYaml();
    await destroy(stack, report).catch(() => removeStack(stack));
  };
}

/** Container options that try to take over what the launcher itself sets. */
const forged = {
  labels: { team: "data", "dagster/run_id": "forged", "dagster/managed": "false" },
  environment: { COLOUR: "blue", DAGSTER_RUN_ID: "forged", DAGSTER_RUN_JOB_NAME: "forged" },
};
