const firstMs = 5_000;
const mostMs = 600_000;

/** Recipes whose workers fail are tried again after ever longer times. */
export class Backoff {
  readonly #failures = new Map<string, { count: number; until: number }>();

  failed(digest: string, now: number): void {
    const count = (this.#failures.get(digest)?.count ?? 0) + 1;
    this.#failures.set(digest, { count, until: now + Math.min(mostMs, firstMs * 2 ** (count - 1)) });
  }

  succeeded(digest: string): void {
    this.#failures.delete(digest);
  }

  allows(digest: string, now: number): boolean {
    return (this.#failures.get(digest)?.until ?? 0) <= now;
  }
}
