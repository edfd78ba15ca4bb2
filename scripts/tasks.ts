import { Listr, ListrLogger, PRESET_TIMER, ProcessOutput } from "listr2";
import type { Report } from "./report.ts";

/** A piece of work that a person waits for. */
export interface Task {
  title: string;
  task: (report: Report) => Promise<unknown>;
}

/**
 * Runs tasks one after the other and shows their progress on standard error: a live list on a terminal, elsewhere a line for
 * each step. The first that fails ends the list, and its error is thrown.
 */
export async function showTasks(tasks: Task[]): Promise<void> {
  const { stderr } = process;
  const logger = new ListrLogger({ processOutput: new ProcessOutput(stderr, stderr) });
  const options = { logger, timer: PRESET_TIMER };
  const list = tasks.map(({ title, task }) => ({
    title,
    task: async (_context: unknown, shown: { output: string }): Promise<void> => {
      await task((line) => (shown.output = line));
    },
  }));
  if (stderr.isTTY) await new Listr(list, { renderer: "default", rendererOptions: options }).run();
  else await new Listr(list, { renderer: "simple", rendererOptions: options }).run();
}
