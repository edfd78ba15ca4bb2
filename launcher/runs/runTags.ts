import { z } from "zod";
import { containerKwargsSchema, parseBytes } from "../config/index.ts";
import type { ContainerKwargs } from "../config/index.ts";
import { problemsOf } from "../config/issues.ts";
import { suggest } from "../config/suggest.ts";
import { LauncherError } from "../error.ts";

/** The tag whose value is a JSON object of container options. */
export const kwargsTag = "multihost/container_kwargs";

/** The tag that says which labels the run's host must have: `key=value`, several with commas between them. */
const hostLabelsTag = "multihost/host_labels";

/** Tags that set no option of the container; the last one is the cleanup's. */
const otherTags = [hostLabelsTag, "multihost/cleanup_max_age_hours"];

/** One tag for each common limit, its option, and how its value is read; undefined when it is not a value. */
const limits: Record<string, { option: string; read: (text: string) => unknown; example: string }> = {
  "multihost/memory": {
    option: "mem_limit",
    read: (text) => ((parseBytes(text) ?? 0) > 0 ? text : undefined),
    example: '"2g" or "512m"',
  },
  "multihost/cpus": {
    option: "nano_cpus",
    read: (text) => (/^\d+(\.\d+)?$/.test(text) ? Math.round(Number(text) * 1e9) || undefined : undefined),
    example: '"1.5"',
  },
  "multihost/gpus": {
    option: "device_requests",
    read: (text) => (text === "all" || /^[1-9]\d*$/.test(text) ? gpus(text) : undefined),
    example: '"1" or "all"',
  },
};

/**
 * The container options that a run's tags set. A tag of its own for a limit wins over the same option in
 * `multihost/container_kwargs`; an empty tag counts as none.
 *
 * @param allowed `run_container_kwargs_allowed` of the configuration.
 * @throws LauncherError `RUN_TAG_INVALID`, `RUN_OPTION_NOT_ALLOWED`.
 */
export function runTagKwargs(tags: Record<string, string>, allowed: readonly string[]): ContainerKwargs {
  const options = new Map<string, { tag: string; value: unknown }>();
  for (const [option, value] of Object.entries(jsonOptions(tags[kwargsTag]))) {
    options.set(option, { tag: kwargsTag, value });
  }
  for (const [tag, { option, read, example }] of Object.entries(limits)) {
    const text = tags[tag]?.trim() ?? "";
    if (text === "") continue;
    const value = read(text);
    if (value === undefined) throw invalid(tag, `its value is not one such as ${example}`);
    options.set(option, { tag, value });
  }
  for (const [option, { tag }] of options) checkAllowed(option, tag, allowed);
  return checked(Object.fromEntries([...options].map(([option, { value }]) => [option, value])));
}

/**
 * The labels that the host of a run must have; an empty tag asks for none.
 *
 * @throws LauncherError `RUN_TAG_INVALID`.
 */
export function wantedHostLabels(tags: Record<string, string>): Record<string, string> {
  const text = tags[hostLabelsTag]?.trim() ?? "";
  if (text === "") return {};
  return Object.fromEntries(
    text.split(",").map((entry) => {
      const [, key, value] = /^\s*([^=\s]+)\s*=\s*(.*?)\s*$/.exec(entry) ?? [];
      if (key === undefined || value === undefined)
        throw invalid(hostLabelsTag, 'its value is not one such as "zone=eu,disk=ssd"');
      return [key, value];
    }),
  );
}

/** A sentence for each tag that begins as the tags above do and is none of them: most likely it is misspelt. */
export function unknownRunTags(tags: Record<string, string>): string[] {
  const known = [...Object.keys(limits), kwargsTag, ...otherTags];
  return Object.keys(tags)
    .filter((tag) => tag.startsWith("multihost/") && !known.includes(tag))
    .map((tag) => `The run's tag ${tag} is unknown and has no effect. ${suggest(tag, known)}`);
}

function jsonOptions(text = ""): object {
  if (text.trim() === "") return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid(kwargsTag, 'its value is not JSON, such as {"shm_size": "1g"}');
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw invalid(kwargsTag, 'its value is not a JSON object, such as {"shm_size": "1g"}');
}

function checkAllowed(option: string, tag: string, allowed: readonly string[]): void {
  // What is no option at all is reported with the nearest one that is.
  if (allowed.includes(option) || !Object.hasOwn(containerKwargsSchema.shape, option)) return;
  const list = allowed.length === 0 ? "none" : allowed.join(", ");
  throw new LauncherError(
    "RUN_OPTION_NOT_ALLOWED",
    `The run's tag ${tag} sets the container option '${option}', which runs may not set here (they may: ${list}). ` +
      `Remove the tag, or have '${option}' added to run_container_kwargs_allowed of run_launcher.config.`,
  );
}

function checked(kwargs: object): ContainerKwargs {
  const schema = z.object({ container_kwargs: containerKwargsSchema });
  const parsed = schema.safeParse({ container_kwargs: kwargs });
  if (parsed.success) return parsed.data.container_kwargs;
  const problems = problemsOf(parsed.error, schema).map(
    ({ path, message }) => `${path.replace(/^container_kwargs\.?/, "")}: ${message}`,
  );
  throw invalid(kwargsTag, problems.join("; "));
}

function gpus(text: string): NonNullable<ContainerKwargs["device_requests"]> {
  return [{ count: text === "all" ? -1 : Number(text), capabilities: [["gpu"]] }];
}

function invalid(tag: string, what: string): LauncherError {
  return new LauncherError(
    "RUN_TAG_INVALID",
    `The run's tag ${tag} cannot be used: ${what.replace(/\.$/, "")}. Correct or remove the tag, then launch the run again.`,
  );
}
