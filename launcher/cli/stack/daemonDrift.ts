/** Options of dockerd, in the names of daemon.json. */
export type DaemonOptions = Readonly<Record<string, unknown>>;

/** An option that is in force in another way than it was configured. */
export type OptionDrift = { option: string; stack: string; live: string };

/**
 * Compares the options that `pulumi up` configured with those that dockerd works by. Only what both sides tell is compared; of
 * a list, as of registries, only what is missing is a difference, as a server may have entries of its own.
 */
export function daemonDrift(configured: DaemonOptions, live: DaemonOptions): OptionDrift[] {
  return Object.entries(configured).flatMap(([option, wanted]): OptionDrift[] => {
    const found = Object.hasOwn(live, option) ? live[option] : undefined;
    if (found === undefined || isMet(wanted, found)) return [];
    return [{ option, stack: shown(wanted), live: shown(found) }];
  });
}

function isMet(wanted: unknown, found: unknown): boolean {
  if (Array.isArray(wanted) && Array.isArray(found)) return wanted.every((entry) => found.includes(entry));
  return wanted === found;
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(shown).join(" ");
  return typeof value === "string" ? value : JSON.stringify(value);
}
