import { z } from "zod";

const time = z.number().describe("Milliseconds since the epoch, by the launcher's clock.");

/** The launcher itself. */
const launcher = z.object({
  version: z.string(),
  webserver_url: z.string().nullable().describe("Dagster's web interface."),
  logs: z.boolean().describe("Whether logs of runs may be read here."),
  config_error: z.string().nullable().describe("Why the newest dagster.yaml is not in force."),
});

const expiries = z.object({
  server: time.nullable().describe("Expiry of the certificate that the host presented last."),
  client: time.nullable().describe("Expiry of the launcher's own."),
  ca: time.nullable().describe("Expiry of the authority's; the latest one of several."),
});

const host = z.object({
  host_name: z.string(),
  locations: z.array(z.string()),
  weight: z.number(),
  capacity: z.int().nullable(),
  labels: z.record(z.string(), z.string()),
  state: z
    .enum(["live", "silent", "lost", "starting"])
    .describe("`silent`: owes an answer for more than 1.5 seconds."),
  since: time.describe("Since when it is in this state."),
  reason: z.string().nullable().describe("Why it is lost."),
  last_contact: time.nullable().describe("Within 10 seconds while the host answers, else exact."),
  running: z.int().nullable().describe("Run containers at work; null when it is not known."),
  warm_idle: z.int(),
  warm_error: z.string().nullable(),
  drained_since: time.nullable(),
  certificates: expiries.nullable().describe("Null without TLS."),
});

const run = z.object({
  run_id: z.string(),
  container_id: z.string(),
  attempt: z.int(),
  job_name: z.string(),
  location_name: z.string(),
  host_name: z.string(),
  image: z.string(),
  status: z.string().describe("As Docker names it; `unknown` while the host is lost."),
  since: time.nullable().describe("When it was started; null when it is not known."),
});

const failure = z.object({
  id: z.int(),
  at: time.describe("When it happened last."),
  kind: z.enum(["launch", "run", "host"]),
  code: z.string(),
  message: z.string().describe("One line."),
  host_name: z.string().nullable(),
  run_id: z.string().nullable(),
  container_id: z.string().nullable().describe("Of a run that ended: its log may be there still."),
  job_name: z.string().nullable(),
  count: z.int().describe("How often it happened."),
});

const total = z.object({ count: z.int(), median: z.number(), p95: z.number(), slowest: z.number() });

function list<Item extends z.ZodType>(item: Item) {
  return z
    .object({
      keys: z.array(z.string()).optional().describe("All keys in their order, when these have changed."),
      items: z.record(z.string(), item).describe("What is new or has changed, by key."),
    })
    .optional();
}

/** The data of an event `change`. */
export const changeSchema = z
  .object({
    at: time,
    sections: z.object({
      launcher: list(launcher),
      hosts: list(host),
      runs: list(run),
      failures: list(failure),
      launches: list(total.extend({ at: time.describe("Begin of the minute.") })),
      launch_total: list(total.nullable()),
    }),
  })
  .meta({ id: "StatusChange", description: "What has changed since the last event; at first everything." });

export type LauncherItem = z.output<typeof launcher>;
export type HostItem = z.output<typeof host>;
export type RunItem = z.output<typeof run>;
export type FailureItem = z.output<typeof failure>;
export type LaunchItem = LaunchTotal & { at: number };
export type LaunchTotal = z.output<typeof total>;
export type ChangeData = z.output<typeof changeSchema>;
