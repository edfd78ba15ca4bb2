import type { FastifyBaseLogger } from "fastify";
import type { RunService } from "../runs/service.ts";
import type { z } from "zod";
import type { LogFields } from "../log/fields.ts";
import { healthAnswer } from "./answers.ts";
import { errorBody } from "./errors.ts";
import { checked } from "./requestCheck.ts";
import { batchTarget } from "./schemas/health.ts";
import type { batchBody, batchSchema } from "./schemas/health.ts";
import { target } from "./target.ts";

type Asked = z.output<typeof batchBody>["runs"][number];
type Answered = z.output<typeof batchSchema>["runs"][number];

/** The health of many runs, in the same order. A run of which nothing can be told is `UNKNOWN`, and spoils no other's answer. */
export function batchHealth(
  service: RunService,
  runs: Asked[],
  logger: FastifyBaseLogger,
): Promise<Answered[]> {
  const one = async ({ run_id, ...names }: Asked): Promise<Answered> => {
    try {
      checked(batchTarget, { run_id, ...names });
      return { run_id, ...healthAnswer(await service.health(target(run_id, names))) };
    } catch (error) {
      logger.warn(
        { err: error, code: errorBody(error).code, step: "health", run_id } satisfies LogFields & {
          err: unknown;
        },
        "The health of a run cannot be told",
      );
      return { run_id, ...unknown, message: errorBody(error).message };
    }
  };
  return Promise.all(runs.map(one));
}

const unknown = {
  ...{ status: "UNKNOWN", exit_code: null, oom_killed: false, log_tail: [] },
  ...{ container_id: null, host_name: null },
} satisfies Omit<Answered, "run_id" | "message">;
