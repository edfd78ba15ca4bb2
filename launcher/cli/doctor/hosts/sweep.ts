import type { DockerHost } from "../../../docker/port.ts";
import { doctorLabels } from "./probeSpec.ts";

/** No check takes so long, so whoever made it is gone. */
const staleMs = 300_000;

/** Removes the containers that a `doctor` left behind which was killed. */
export async function sweep(docker: DockerHost): Promise<void> {
  const left = await docker.findContainers(doctorLabels);
  if (left.length === 0) return;
  const now = await docker.time();
  const stale = left.filter(({ createdAt }) => now - Date.parse(createdAt) > staleMs);
  await Promise.all(stale.map(({ id }) => docker.remove(id).catch(() => undefined)));
}
