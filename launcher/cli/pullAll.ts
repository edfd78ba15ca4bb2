import { LauncherError } from "../error.ts";
import { note } from "./io.ts";
import type { Io } from "./io.ts";
import type { LauncherClient } from "./launcher/client.ts";

/** An image that is to be pulled on a host. */
export type PullTask = { host_name: string; image: string };

/** What became of it; `error` is null when the image is there. */
export type Pulled = PullTask & { error: string | null };

/** Pulls images on several hosts at once, on each host one after the other. */
export async function pullAll(
  launcher: LauncherClient,
  tasks: readonly PullTask[],
  io: Io,
): Promise<Pulled[]> {
  const perHost = Object.values(Object.groupBy(tasks, ({ host_name }) => host_name));
  const done = await Promise.all(
    perHost.map(async (ofHost = []) => {
      const pulled: Pulled[] = [];
      for (const task of ofHost) pulled.push(await pullOne(launcher, task, io));
      return pulled;
    }),
  );
  return done.flat();
}

async function pullOne(launcher: LauncherClient, task: PullTask, io: Io): Promise<Pulled> {
  const { host_name, image } = task;
  note(io, `Pulling ${image} on ${host_name}`);
  try {
    await launcher.pull(host_name, image);
    note(io, `Pulled ${image} on ${host_name}`);
    return { ...task, error: null };
  } catch (error) {
    if (!(error instanceof LauncherError) || error.code === "LAUNCHER_UNREACHABLE") throw error;
    note(io, `${error.code}: ${error.message}`);
    return { ...task, error: error.message };
  }
}
