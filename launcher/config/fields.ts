import { z } from "zod";
import { parseEnvEntry } from "./envEntry.ts";

/** A name that may hold anything but must not be empty. */
export const name = z.string().min(1, "must not be empty.");

/** The path of a file that the launcher reads. */
export const file = z.string().min(1, "must be the path of a file.");

/** `env_vars`: `KEY`, taken from the launcher's environment, or `KEY=VALUE`. */
export const envVarsSchema = z
  .array(z.string().refine((entry) => parseEnvEntry(entry) !== undefined, "must be KEY or KEY=VALUE."))
  .default([]);
