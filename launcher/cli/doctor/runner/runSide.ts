import type PQueue from "p-queue";
import { skipped } from "../finding.ts";
import type { Reported } from "../finding.ts";
import type { Job } from "../check.ts";
import type { Side } from "../plan.ts";
import { runJob } from "./runJob.ts";

/** Is told how far the checks of a side are. */
export type Progress = (done: number, all: number) => void;

/**
 * Makes the checks of one side. What needs the host's Docker Engine waits for the one answer that shows that it is there, so
 * a host that is silent takes one place of the queue and not ten.
 */
export async function runSide(
  { first, engine }: Side,
  { queue, signal, progress }: { queue: PQueue; signal: AbortSignal; progress: Progress },
): Promise<Reported[]> {
  const all = first.length + engine.length;
  let done = 0;
  const run = async (job: Job): Promise<Reported[]> => {
    const found = await queue.add(() => runJob(job, signal), { signal });
    progress(++done, all);
    return found;
  };
  const others = first.filter(({ name }) => name !== "docker").map(run);
  const asked = await Promise.all(first.filter(({ name }) => name === "docker").map(run));
  const answers = !asked.flat().some(({ outcome }) => outcome === "failure");
  const rest = answers ? engine.map(run) : engine.map((job) => Promise.resolve([unasked(job)]));
  return [...asked, ...(await Promise.all(others)), ...(await Promise.all(rest))].flat();
}

function unasked({ name, side, host, location }: Job): Reported {
  return {
    check: name,
    side,
    host,
    location,
    ...skipped("The host's Docker does not answer, see the check 'docker'."),
  };
}
