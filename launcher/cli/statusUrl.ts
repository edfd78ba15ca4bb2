import type { LauncherConfig } from "../config/index.ts";

/**
 * Where browsers reach the status page: `status_url`, else where it listens.
 *
 * @returns Null without a page, and when it listens on every address: which of them a browser reaches is not known here.
 */
export function statusUrl({
  status_listen: listen,
  status_url: url,
}: Pick<LauncherConfig, "status_listen" | "status_url">): string | null {
  if (listen === undefined) return null;
  if (url !== undefined) return url;
  return /^(0\.0\.0\.0|\[::\]):/.test(listen) ? null : `http://${listen}`;
}
