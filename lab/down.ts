import type { Report } from "../scripts/report.ts";
import { removeMember, stateOf } from "./containers.ts";
import { stopDocker } from "./docker/daemon.ts";
import { dockerMaybe } from "./docker/engine.ts";
import type { DockerEngine } from "./docker/engine.ts";
import { findDocker } from "./docker/ensure.ts";
import { removeKeys } from "./keys.ts";
import { removeNetwork } from "./network.ts";
import { step } from "../scripts/progress.ts";
import { registryVolume } from "./registry.ts";
import { hostSpecs, registrySpec, resolverSpec } from "./topology.ts";

/** What `labDown` leaves or takes. */
export type DownOptions = {
  /** Leave the Docker daemon running that was started by hand; default false. */
  keepEngine?: boolean;
  /** Remove the registry's storage and the lab's keys and passwords as well; default false. */
  purge?: boolean;
};

/**
 * Removes the lab's containers, their volumes and the network, and stops the Docker daemon if we started it. Images and the
 * registry's storage stay, so that the next `up` is quick. Does nothing where there is no lab.
 */
export async function labDown(report: Report, options: DownOptions = {}): Promise<void> {
  const engine = await findDocker();
  if (engine !== undefined) {
    await step(report, "Removing the lab", async () => {
      await Promise.all(
        [...hostSpecs, registrySpec, resolverSpec].map((member) => remove(engine, member.name)),
      );
      await removeNetwork(engine);
      if (options.purge === true) await dockerMaybe(engine, ["volume", "rm", registryVolume]);
    });
  }
  if (options.purge === true) removeKeys();
  if (engine?.startedByUs === true && options.keepEngine !== true) {
    await step(report, "Stopping dockerd", () => stopDocker());
  }
}

async function remove(engine: DockerEngine, name: string): Promise<void> {
  if ((await stateOf(engine, name)) !== undefined) await removeMember(engine, name);
}
