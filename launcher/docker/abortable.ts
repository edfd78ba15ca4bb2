import type Docker from "dockerode";

/** The methods of dockerode that take an abort signal without their types saying so, and whose answers are checked. */
export function abortable(docker: Docker): Record<"version" | "info" | "df" | "ping", Abortable>;
export function abortable(container: Docker.Container): Record<"rename" | "stats", Abortable>;
export function abortable(image: Docker.Image): Record<"inspect", Abortable>;
export function abortable(target: object): object {
  return target;
}

type Abortable = (options: { abortSignal: AbortSignal; [name: string]: unknown }) => Promise<unknown>;
