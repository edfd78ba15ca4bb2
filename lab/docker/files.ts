import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cacheDirectory } from "../../scripts/cache.ts";
import { labSuffix } from "../topology.ts";

/** Where the daemon that we start by hand keeps its things. */
export type DaemonFiles = {
  dataRoot: string;
  execRoot: string;
  pidFile: string;
  socket: string;
  log: string;
};

/** The files of our own daemon, all in the cache directory, except a socket whose path would be too long there. */
export function daemonFiles(directory = cacheDirectory(`docker${labSuffix()}`)): DaemonFiles {
  return {
    dataRoot: join(directory, "data"),
    execRoot: join(directory, "run"),
    pidFile: join(directory, "dockerd.pid"),
    socket: socketPath(directory, tmpdir()),
    log: join(directory, "dockerd.log"),
  };
}

/** Linux refuses the path of a Unix socket above 107 bytes: a short one in `temporary` stands in for a long one. */
export function socketPath(directory: string, temporary: string): string {
  const path = join(directory, "docker.sock");
  if (Buffer.byteLength(path) <= 107) return path;
  const hash = createHash("sha256").update(directory).digest("hex").slice(0, 16);
  return join(temporary, `dagster-multihost-${hash}.sock`);
}
