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
