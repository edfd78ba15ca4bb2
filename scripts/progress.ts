import type { Report } from "./report.ts";

/**
 * Does a step of work and reports it: when it has lasted a second, every ten seconds, and at its end with the seconds it took.
 *
 * @param title What is done, such as `Building image host`.
 * @param work  Is given a function that sets a detail for the next line, such as `12 modules downloaded`.
 * @example
 * await step(report, "Building image host", () => build()); // "Building image host: 12.3 s"
 */
export async function step<T>(
  report: Report,
  title: string,
  work: (progress: (detail: string) => void) => Promise<T>,
  everyMilliseconds = 10_000,
): Promise<T> {
  const start = performance.now();
  const seconds = (): number => (performance.now() - start) / 1000;
  let detail = "";
  const more = (): string => (detail === "" ? "" : `, ${detail}`);
  const beginning = setTimeout(() => report(`${title} …`), Math.min(1_000, everyMilliseconds / 2));
  const heartbeat = setInterval(
    () => report(`${title}: still running after ${seconds().toFixed(0)} s${more()}`),
    everyMilliseconds,
  );
  try {
    const result = await work((text) => (detail = text));
    report(`${title}: ${seconds().toFixed(1)} s${more()}`);
    return result;
  } finally {
    clearTimeout(beginning);
    clearInterval(heartbeat);
  }
}
