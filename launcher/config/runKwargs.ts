import { z } from "zod";
import { containerKwargsSchema, refusedKwargs } from "./containerKwargs.ts";
import { suggest } from "./suggest.ts";

/** What a run may set by its tags unless the operator says otherwise: limits, and nothing that reaches into the host. */
export const defaultRunKwargs = [
  "cpu_shares",
  "device_requests",
  "mem_limit",
  "mem_reservation",
  "nano_cpus",
  "shm_size",
];

const known = Object.keys(containerKwargsSchema.shape);

/** Names of container options, in docker-py's spelling, that run tags may set. */
export const runKwargsAllowedSchema = z.array(
  z.string().superRefine((name, context) => {
    if (known.includes(name)) return;
    const why = Object.hasOwn(refusedKwargs, name) ? refusedKwargs[name] : suggest(name, known);
    context.addIssue({ code: "custom", message: `'${name}' is no option of run containers: ${why ?? ""}` });
  }),
);
