import { z } from "zod";
import { answer } from "./answer.ts";

/** The codes whose HTTP status is not 422, "the request was understood and cannot be carried out". */
const statuses: Record<string, number> = {
  CONTAINER_NOT_FOUND: 404,
  DRAIN_STATE_UNWRITABLE: 500,
  ENGINE_ANSWER_INVALID: 502,
  ENGINE_REFUSED: 502,
  HOST_AT_CAPACITY: 503,
  HOST_DRAINED: 503,
  HOST_UNKNOWN: 404,
  HOST_UNREACHABLE: 503,
  INTERNAL: 500,
  LOCATION_NOT_MAPPED: 404,
  LOG_READERS_TOO_MANY: 503,
  METHOD_NOT_ALLOWED: 405,
  NOT_FOUND: 404,
  REQUEST_INVALID: 400,
  STATUS_LOGS_DISABLED: 403,
  STATUS_VIEWERS_TOO_MANY: 503,
};

/** The HTTP status that goes with the code of an error. */
export function statusOf(code: string): number {
  return statuses[code] ?? 422;
}

/** The errors of a route that needs one certain host. */
export const ofHost = ["HOST_UNKNOWN", "HOST_UNREACHABLE", "ENGINE_ANSWER_INVALID", "ENGINE_REFUSED"];

/** What is said about a request that failed. */
export const failureSchema = z
  .object({
    code: z.string().describe("Stable; docs/errors.md lists all codes."),
    message: z.string().describe("Names the field or host, says what is wrong and how to mend it."),
    retryable: z.boolean().describe("Whether the same request may succeed later."),
  })
  .meta({ id: "Failure", description: "Why a request failed." });

const failureAnswer = z.object({ error: failureSchema });

type FailureAnswer = ReturnType<typeof answer<typeof failureAnswer>>;

/**
 * The error answers of a route, by HTTP status. Every route may answer `REQUEST_INVALID` and `INTERNAL` besides.
 *
 * @example
 * failures("HOST_UNKNOWN") // {400: REQUEST_INVALID, 404: HOST_UNKNOWN, 500: INTERNAL}
 */
export function failures(...codes: string[]): Record<number, FailureAnswer> {
  const byStatus = Object.groupBy(["REQUEST_INVALID", "INTERNAL", ...codes], statusOf);
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, same = []]) => [
      status,
      answer(failureAnswer.describe(same.map((code) => `\`${code}\``).join(", "))),
    ]),
  );
}
