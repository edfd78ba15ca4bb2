import type Docker from "dockerode";

/** The methods of dockerode that take an abort signal without their types saying so, and whose answers are checked. */
export function abortable(docker: Docker): Record<"version" | "info" | "df" | "ping", Abortable> {
  return docker;
}

type Abortable = (options: { abortSignal: AbortSignal }) => Promise<unknown>;
