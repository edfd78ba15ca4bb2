import { ensureDocker } from "../../lab/docker/ensure.ts";
import { removeStrangers } from "../../lab/pristine.ts";
import { onTestLab } from "../support/onTestLab.ts";

/** What a failed test has left on the lab's engine is gone before the files of this run. */
export default async function setup(): Promise<void> {
  onTestLab();
  await removeStrangers(await ensureDocker(() => undefined));
}
