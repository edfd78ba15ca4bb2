import type { Report } from "../scripts/report.ts";

/**
 * Runs a step, reports it with the seconds it took, and every ten seconds that it is still running.
 *
 * @example
 * await step(report, "Building image host", () => build());  // "Building image host: 12.3 s"
 */
export async function step<T>(report: Report, title: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const seconds = () => (performance.now() - start) / 1000;
  const heartbeat = setInterval(() => {
    report(`${title}: still running after ${seconds().toFixed(0)} s`);
  }, 10_000);
  try {
    const result = await work();
    report(`${title}: ${seconds().toFixed(1)} s`);
    return result;
  } finally {
    clearInterval(heartbeat);
  }
}

/** Waits until `attempt` gives something other than undefined, or gives up after `seconds` and returns undefined. */
export async function waitFor<T>(
  seconds: number,
  attempt: () => T | undefined | Promise<T | undefined>,
  pause = 200,
): Promise<T | undefined> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const result = await attempt();
    if (result !== undefined || performance.now() > end) return result;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
