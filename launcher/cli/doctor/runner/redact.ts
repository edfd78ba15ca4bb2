import type { Reported } from "../finding.ts";

/** What takes a secret's place. */
export const hidden = "[hidden]";

/** Shorter ones would make every text unreadable, and protect nothing. */
const shortest = 4;

/** Takes values that nobody may see out of findings, wherever an engine, a registry or a database repeated them. */
export class Secrets {
  readonly #values = new Set<string>();

  add(...values: (string | undefined)[]): void {
    for (const value of values) {
      if (value === undefined || value.length < shortest) continue;
      this.#values.add(value);
      this.#values.add(encodeURIComponent(value));
    }
  }

  /** Adds the values of `KEY=VALUE` whose names say that they are secret. */
  addEnvironment(entries: readonly string[]): void {
    for (const entry of entries) {
      const [name = "", ...value] = entry.split("=");
      if (/pass|secret|token|key|credential|url|dsn/i.test(name)) this.add(value.join("="));
    }
  }

  hide(text: string): string {
    // A longer one may contain a shorter one.
    const values = [...this.#values].toSorted((a, b) => b.length - a.length);
    return values.reduce((rest, value) => rest.replaceAll(value, hidden), text);
  }

  hideIn(finding: Reported): Reported {
    const { found, fix } = finding;
    return { ...finding, found: this.hide(found), fix: fix === null ? null : this.hide(fix) };
  }
}
