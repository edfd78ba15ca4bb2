import { RequestTimeout } from "./explain.ts";

/**
 * Runs a request, and gives it up after a time: it is aborted, and its promise rejects even when aborting has no effect.
 *
 * @throws RequestTimeout when the time is over.
 */
export async function bounded<T>(
  request: (signal: AbortSignal) => Promise<T>,
  milliseconds: number,
): Promise<T> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new RequestTimeout(milliseconds / 1000));
      controller.abort();
    }, milliseconds);
  });
  try {
    return await Promise.race([request(controller.signal), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
