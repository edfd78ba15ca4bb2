import type { Check } from "../check.ts";
import { failure, NotPossible, ok, warning } from "../finding.ts";
import type { Finding } from "../finding.ts";
import { DiskFull } from "../hosts/context.ts";
import type { HostContext } from "../hosts/context.ts";

const gibibyte = 1024 ** 3;
const fix =
  "Remove what nobody uses (dagster-multihost cleanup; docker image prune), or make the disk larger.";

/** Whether the disk that holds Docker's data has room, seen by a container that lies on it. */
export const disk: Check<HostContext> = {
  name: "disk",
  limitSeconds: 60,
  run: async ({ host, info, probe }) => {
    const root = (await info()).info.DockerRootDir ?? "Docker's data";
    const [location] = host.location_names;
    if (location === undefined) throw new NotPossible("No code location is mapped to the host.");
    try {
      return [diskFinding((await probe(location)).disk, root)];
    } catch (error) {
      if (error instanceof DiskFull) return [failure(`No space is left for ${root}: no run can start.`, fix)];
      throw error;
    }
  },
};

/** @param disk In bytes. @param root Where Docker's data lie, for the message. */
export function diskFinding({ free, total }: { free: number; total: number }, root: string): Finding {
  const share = total === 0 ? 0 : free / total;
  const text = `${(free / gibibyte).toFixed(1)} GiB of ${(total / gibibyte).toFixed(1)} GiB are free for ${root}`;
  if (free < gibibyte || share < 0.03) return failure(`Only ${text}.`, fix);
  if (free < 5 * gibibyte || share < 0.1) return warning(`Only ${text}.`, fix);
  return ok(`${text}.`);
}
