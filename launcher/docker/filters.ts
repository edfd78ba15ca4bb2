/** The engine's filter for containers that carry all of these labels. */
export function labelFilter(labels: Record<string, string>): string[] {
  return Object.entries(labels).map(([key, value]) => `${key}=${value}`);
}

/** The engine's filter for containers whose names begin so: it reads a name as a regular expression. */
export function nameFilter(prefix: string | undefined): string[] {
  return prefix === undefined ? [] : [`^/?${prefix.replace(/[^\w-]/g, "\\$&")}`];
}
