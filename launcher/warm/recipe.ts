import { createHash } from "node:crypto";
import type { ContainerSpec } from "../docker/port.ts";
import { runOnlyLabels } from "../runs/naming.ts";
import type { CreateRequest } from "../runs/requests.ts";
import { bootstrap } from "./bootstrap.ts";
import { warmLabel } from "./name.ts";

/** How the warm workers of a code location are made on a host. */
export type Recipe = {
  location: string;
  /** Two runs with the same digest may be executed by workers of the same recipe. */
  digest: string;
  /** With a name for the image that stood for the image id of the digest. */
  spec: ContainerSpec;
  image: { name: string; id: string };
  preload: "dagster" | "definitions";
  /** The command of the run from which the recipe was learnt: it says where the location's definitions are. */
  command: string[];
};

/** What a recipe is made of besides the specification of a cold start. */
export type RecipeParts = {
  prefix: string;
  preload: "dagster" | "definitions";
  /** The environment without what Dagster gives to the run. */
  environment: string[];
  image: { name: string; id: string };
};

/**
 * Turns the specification of a run's container into that of a worker that may take the run.
 *
 * @returns Undefined when the run has to start cold: an idle worker would hold a port of the host, be started again at
 *   its end, or cannot be given the run.
 */
export function recipeOf(
  cold: ContainerSpec,
  request: CreateRequest,
  parts: RecipeParts,
): Recipe | undefined {
  const entry = entryOf(request.command);
  if (entry === undefined || !mayIdle(cold)) return undefined;
  const { prefix, preload, environment, image } = parts;
  const [python = ""] = entry.length > 1 ? entry : ["python3"];
  const command = [python, "-c", "import sys; exec(sys.argv[1])", bootstrap, preload, ...entry];
  const labels = { ...(cold.body["Labels"] as Record<string, string>) };
  for (const name of runOnlyLabels(prefix)) delete labels[name];
  const body = { ...cold.body, Env: environment, Cmd: command, Labels: labels, OpenStdin: true };
  const digest = digestOf([{ ...cold, body }, image.id, preload === "definitions" ? codeOf(request) : null]);
  const spec = { ...cold, body: { ...body, Labels: { ...labels, [warmLabel(prefix)]: digest } } };
  return { location: request.locationName, digest, spec, image, preload, command: request.command };
}

/** What comes before `api` in a command of Dagster: `dagster`, or `PYTHON -m dagster`. */
function entryOf(command: string[]): string[] | undefined {
  const entry = command.slice(0, command.indexOf("api"));
  const isKnown = entry.length === 1 || (entry.length === 3 && entry[1] === "-m" && entry[2] === "dagster");
  return isKnown ? entry : undefined;
}

function mayIdle({ body }: ContainerSpec): boolean {
  const { RestartPolicy: restart, PortBindings: ports, PublishAllPorts: allPorts } = body.HostConfig;
  const restarts = ![undefined, "", "no"].includes((restart as { Name?: string } | undefined)?.Name);
  const publishes = allPorts === true || Object.keys((ports as object | undefined) ?? {}).length > 0;
  const ofItsOwn = ["Tty", "OpenStdin", "MacAddress"].some((name) => Boolean(body[name]));
  return !restarts && !publishes && !ofItsOwn;
}

/** Where a run's definitions are, as Dagster writes it; what belongs to the job or the run is left out. */
function codeOf({ command }: CreateRequest): unknown {
  try {
    const { pipeline_origin: origin } = JSON.parse(command.at(-1) ?? "") as {
      pipeline_origin?: { repository_origin?: unknown };
    };
    return origin?.repository_origin;
  } catch {
    return undefined;
  }
}

function digestOf(parts: unknown): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}
