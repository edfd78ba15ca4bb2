import { ensureDocker } from "../../lab/docker/ensure.ts";
import { removeStrangers } from "../../lab/pristine.ts";
import { labIndex } from "../../lab/topology.ts";

/** Containers that a failed test has left are gone before the files of this run; on an engine that is the tests' alone. */
export default async function setup(): Promise<void> {
  if (labIndex > 0) await removeStrangers(await ensureDocker(() => undefined));
}
