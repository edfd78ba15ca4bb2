import type { Command } from "commander";
import { LauncherError } from "../../error.ts";
import { suggest } from "../../config/suggest.ts";
import { locationsNamed } from "../dagster/locations.ts";
import type { Location } from "../dagster/locations.ts";
import { exitCodes } from "../exitCodes.ts";
import type { SocketOptions } from "../findSocket.ts";
import { note, print, printJson } from "../io.ts";
import type { Io } from "../io.ts";
import type { HostAnswer } from "../launcher/answers.ts";
import { answersJson, asksDagster, asksLauncher, dagsterOf, launcherOf } from "../options.ts";
import type { JsonOption, WebserverOptions } from "../options.ts";
import { pullAll } from "../pullAll.ts";
import type { PullTask } from "../pullAll.ts";
import { table } from "../table.ts";

type Options = SocketOptions & WebserverOptions & JsonOption & { image?: string };

/** Adds `pull`: the images of code locations come to their hosts. */
export function addPull(program: Command, io: Io): void {
  const command = program
    .command("pull")
    .summary("pull the images of code locations on their hosts")
    .description(
      "Pulls the image of each code location on every host of the location, with the host's registry credentials, so " +
        "that the next run need not wait for it. The image is the one that Dagster shows for the location " +
        "(DAGSTER_CURRENT_IMAGE of its code server).",
    )
    .argument("[locations...]", "names of code locations (default: all that are mapped to a host)")
    .option("--image <image>", "pull this image instead, as for a version that is not deployed yet");
  answersJson(asksDagster(asksLauncher(command))).action((names: string[], options: Options) =>
    pull(names, options, io),
  );
}

/** What is to be pulled where: every host once for every image that its locations have. */
export function pullTasks(
  hosts: readonly HostAnswer[],
  locations: readonly Pick<Location, "name" | "image">[],
): PullTask[] {
  const tasks = locations.flatMap(({ name, image }) =>
    image === null
      ? []
      : hosts.filter((host) => host.locations.includes(name)).map(({ host_name }) => ({ host_name, image })),
  );
  const seen = new Set<string>();
  return tasks.filter(({ host_name, image }) => {
    const key = `${host_name} ${image}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** @throws LauncherError `LOCATION_UNKNOWN` for a name that no host has under `location_names`. */
export function checkMapped(hosts: readonly HostAnswer[], names: readonly string[]): string[] {
  const mapped = [...new Set(hosts.flatMap(({ locations }) => locations))];
  const unknown = names.filter((name) => !mapped.includes(name));
  if (unknown.length === 0) return names.length > 0 ? [...names] : mapped;
  const what = unknown.map((name) => `'${name}'. ${suggest(name, mapped)}`).join(" ");
  throw new LauncherError("LOCATION_UNKNOWN", `No host of docker_hosts has under location_names ${what}`);
}

async function pull(names: string[], options: Options, io: Io): Promise<void> {
  const launcher = await launcherOf(options, io);
  const { hosts } = await launcher.hosts();
  const wanted = checkMapped(hosts, names);
  const { image } = options;
  const locations =
    image === undefined
      ? await locationsNamed(dagsterOf(options, io), wanted)
      : wanted.map((name) => ({ name, image }));
  for (const { name, image: known } of locations) {
    if (known !== null) continue;
    note(
      io,
      `Dagster shows no image for '${name}'. Set DAGSTER_CURRENT_IMAGE for its code server, or give --image.`,
    );
  }
  const pulls = await pullAll(launcher, pullTasks(hosts, locations), io);
  if (options.json === true) printJson(io, { pulls });
  else {
    const rows = pulls.map(({ host_name, image: name, error }) => [
      host_name,
      error === null ? "pulled" : "failed",
      name,
    ]);
    for (const line of table(["HOST", "STATE", "IMAGE"], rows)) print(io, line);
  }
  if (pulls.some(({ error }) => error !== null)) io.exit(exitCodes.error);
}
