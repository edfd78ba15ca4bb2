import type { Report } from "../scripts/report.ts";

/**
 * Does work that takes long, with a line at its start, one every ten seconds, and one at its end with the seconds it
 * took.
 *
 * @param what What is done, such as `engine: building pulumi (1 of 5)`.
 * @param work Is given a function that sets a detail for the next line, such as `12 modules downloaded`.
 */
export async function withHeartbeat<T>(
  what: string,
  report: Report,
  work: (progress: (detail: string) => void) => Promise<T>,
  everyMilliseconds = 10_000,
): Promise<T> {
  const start = Date.now();
  let detail = "";
  const line = (more = "") =>
    `${what}: ${Math.round((Date.now() - start) / 1000)} s${detail && `, ${detail}`}${more}`;
  report(what);
  const heartbeat = setInterval(() => report(line()), everyMilliseconds);
  try {
    const result = await work((text) => (detail = text));
    report(line(", done"));
    return result;
  } finally {
    clearInterval(heartbeat);
  }
}
