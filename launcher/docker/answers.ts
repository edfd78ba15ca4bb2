import { z } from "zod";
import { AnswerFault } from "./answerFault.ts";

/** Ids become part of later requests' paths. */
const id = z.string().regex(/^[0-9a-f]{12,64}$/);
const time = z.string().refine((text) => !Number.isNaN(Date.parse(text)), "not a time");
const status = z.enum(["created", "running", "paused", "restarting", "removing", "exited", "dead"]);
const labels = z
  .record(z.string(), z.string())
  .nullish()
  .transform((map) => map ?? {});
const texts = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? []);
const size = z.number().nullish();

/** What the launcher reads of the engine's answers. The engine sends null for an empty map or list. */
export const answers = {
  container: z.object({
    Id: id,
    Name: z.string(),
    Created: time,
    Config: z.object({ Image: z.string(), Labels: labels, Env: texts }),
    State: z
      .object({
        Status: status,
        Running: z.boolean(),
        ExitCode: z.int(),
        OOMKilled: z.boolean(),
        Error: z.string(),
        StartedAt: time,
        FinishedAt: time,
      })
      .refine(({ Running, Status }) => !Running || (Status !== "exited" && Status !== "dead"), {
        message: "it runs and has ended",
      }),
    NetworkSettings: z.object({ Networks: z.record(z.string(), z.unknown()).nullish() }).nullish(),
  }),
  containers: z.array(
    z.object({
      Id: id,
      Names: texts,
      Image: z.string(),
      Labels: labels,
      State: status,
      /** Seconds since the epoch. */
      Created: z.int().min(0).max(8_640_000_000_000),
    }),
  ),
  image: z.object({ Id: z.string().min(1), Config: z.object({ Env: texts }).nullish() }),
  stats: z.object({
    cpu_stats: z.object({ cpu_usage: z.object({ total_usage: z.number() }).nullish() }).nullish(),
    memory_stats: z.object({ usage: size, stats: z.record(z.string(), z.number()).nullish() }).nullish(),
  }),
  /** dockerode makes an object of its own of the answer. */
  created: z.object({ id }),
  networks: z.array(z.object({ Name: z.string() })),
  version: z.object({ Version: z.string().min(1) }),
  info: z.object({ SystemTime: time }),
  disk: z
    .object({
      LayersSize: size,
      Containers: z.array(z.object({ SizeRw: size })).nullish(),
      Volumes: z.array(z.object({ UsageData: z.object({ Size: size }).nullish() })).nullish(),
      BuildCache: z.array(z.object({ Size: size })).nullish(),
    })
    .refine((usage) => Object.keys(usage).length > 0, { message: "nothing about disks" }),
};

/**
 * Checks an answer of the engine.
 *
 * @throws AnswerFault that names the fields which are wrong, without their values: those may be secret.
 */
export function readAnswer<T extends z.ZodType>(schema: T, answer: unknown): z.output<T> {
  if (Buffer.isBuffer(answer)) {
    throw new AnswerFault(answer.length === 0 ? "it answered with nothing" : "its answer is not JSON");
  }
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(({ path }) => (path.length === 0 ? "the whole" : path.join(".")));
  const some = [...new Set(fields)].slice(0, 5).join(", ");
  throw new AnswerFault(`its answer does not have the form of the Docker Engine API (${some})`, {
    cause: parsed.error,
  });
}
