import { LauncherError } from "../error.ts";
import { note } from "./io.ts";
import type { Io } from "./io.ts";
import type { LauncherClient } from "./launcher/client.ts";

/** An image that is to be pulled on a host. */
export type PullTask = { host_name: string; image: string };

/** What became of it; `error` is null when the image is there. */
export type Pulled = PullTask & { error: string | null };

/**
 * Pulls images on several hosts at once, on each host one after the other.
 *
 * @param keep Whether an image that cannot be pulled and is there will do, such as one that was built on the host.
 */
export async function pullAll(
  launcher: LauncherClient,
  tasks: readonly PullTask[],
  io: Io,
  { keep = false }: { keep?: boolean } = {},
): Promise<Pulled[]> {
  const perHost = Object.values(Object.groupBy(tasks, ({ host_name }) => host_name));
  const done = await Promise.all(
    perHost.map(async (ofHost = []) => {
      const pulled: Pulled[] = [];
      for (const task of ofHost) pulled.push(await pullOne(launcher, task, io, keep));
      return pulled;
    }),
  );
  return done.flat();
}

async function pullOne(launcher: LauncherClient, task: PullTask, io: Io, keep: boolean): Promise<Pulled> {
  const { host_name, image } = task;
  note(io, `Pulling ${image} on ${host_name}`);
  try {
    const { kept } = await launcher.pull(host_name, image, keep);
    note(io, kept === null ? `Pulled ${image} on ${host_name}` : `${host_name} keeps its own: ${kept}`);
    return { ...task, error: null };
  } catch (error) {
    if (!(error instanceof LauncherError) || error.code === "LAUNCHER_UNREACHABLE") throw error;
    note(io, `${error.code}: ${error.message}`);
    return { ...task, error: error.message };
  }
}
