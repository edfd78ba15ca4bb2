import { Listr, ListrLogger, ProcessOutput } from "listr2";
import type { ListrTask } from "listr2";
import PQueue from "p-queue";
import type { Io } from "../../io.ts";
import { checkNames } from "../check.ts";
import type { Reported } from "../finding.ts";
import type { Side } from "../plan.ts";
import { runSide } from "./runSide.ts";

/** How many checks are made at once: they mostly wait for others. */
const atOnce = 16;

/**
 * Makes all checks, those of all sides side by side, and shows on standard error how far they are.
 *
 * @returns The findings: the control plane's first, then each host's, in the order of the checks.
 */
export async function runAll(sides: readonly Side[], io: Io, signal: AbortSignal): Promise<Reported[]> {
  const queue = new PQueue({ concurrency: atOnce });
  const found: Reported[][] = [];
  const tasks = sides.map((side, index) => ({
    title: side.host === null ? "control plane" : `host ${side.host}`,
    task: async (_: unknown, shown: { output: string; title: string }): Promise<void> => {
      const { title } = shown;
      const progress = (done: number, all: number): void => {
        shown.output = `${title}: ${done} of ${all} checks`;
      };
      const ofSide = await runSide(side, { queue, signal, progress });
      shown.title = `${title}: ${summary(ofSide)}`;
      found[index] = ofSide;
    },
  }));
  await listed(tasks, io).run();
  return found.flatMap((ofSide) => ofSide.toSorted((a, b) => place(a) - place(b)));
}

function listed(tasks: ListrTask[], { stderr }: Io): { run: () => Promise<unknown> } {
  const stream = asTerminal(stderr);
  const logger = new ListrLogger({ processOutput: new ProcessOutput(stream, stream) });
  // Ctrl-C is the command's: containers are to be removed first.
  const options = { concurrent: true, registerSignalListeners: false, rendererOptions: { logger } };
  if (stream.isTTY) return new Listr(tasks, { ...options, renderer: "default" });
  return new Listr(tasks, { ...options, renderer: "simple" });
}

/** listr2 needs no more of it than a stream has, unless it is a terminal. */
function asTerminal(stream: object): NodeJS.WriteStream;
function asTerminal(stream: object): object {
  return stream;
}

function summary(found: readonly Reported[]): string {
  const count = (outcome: string): number => found.filter((one) => one.outcome === outcome).length;
  const [failures, warnings] = [count("failure"), count("warning")];
  if (failures + warnings === 0) return "healthy";
  return `${failures} ${failures === 1 ? "failure" : "failures"}, ${warnings} ${warnings === 1 ? "warning" : "warnings"}`;
}

function place({ check, location }: Reported): number {
  const order = checkNames.findIndex((name) => name === check);
  // What is about one code location stands together.
  return location === null ? order : 100 + order;
}
