import type { DockerEngine } from "../../../lab/docker/engine.ts";
import { ensureDocker } from "../../../lab/docker/ensure.ts";
import { report } from "./deployment.ts";

/** The engine that the lab's servers run on, to do faults with. */
export function labEngine(): Promise<DockerEngine> {
  return ensureDocker(report);
}
