import { z } from "zod";
import { runKwargsAllowedSchema } from "../../launcher/config/index.ts";
import { launcherSettingsSchema } from "./launcherSchema.ts";
import { runMonitoringSchema, runQueueSchema, runRetriesSchema } from "./runSettingsSchema.ts";
import { serviceOptionsSchema } from "./serviceSchema.ts";
import { cron, defaulted, envVars, port, text } from "./values.ts";

const internal = z.strictObject({
  image: text.default("postgres:16").describe("An image with the environment variables of the official one."),
  port: port
    .default(5432)
    .describe("Published on the control plane's address: run containers use the database."),
});
const external = z.strictObject({
  host: text.describe("Its address, as seen from every host of the fleet."),
  port: port.default(5432).describe("Its port."),
  user: text.describe("A user who may create tables in the database."),
  database: text.describe("A database of its own for Dagster."),
  password: text.describe("Set it with `pulumi config set --path --secret`."),
});
const postgres = z.union([
  z.strictObject({
    internal: internal.describe("A Postgres container with a volume and a generated password."),
  }),
  z.strictObject({ external: external.describe("A Postgres that you have.") }),
]);

const services = defaulted(
  z.strictObject({
    webserver: serviceOptionsSchema.default({}).describe("Dagster's webserver."),
    daemon: serviceOptionsSchema.default({}).describe("Dagster's daemon."),
    launcher: serviceOptionsSchema.default({}).describe("The launcher."),
    admin: serviceOptionsSchema
      .default({})
      .describe("The admin location; its runs are processes in this container."),
    postgres: serviceOptionsSchema.default({}).describe("The internal Postgres."),
  }),
);

const admin = defaulted(
  z.strictObject({
    cleanupCron: cron.optional().describe("When run containers are cleaned up. Default: every six hours."),
    statusCron: cron.optional().describe("When the hosts are looked at. Default: every hour."),
  }),
);

/** Dagster's own services. */
export const controlPlaneSchema = z.strictObject({
  host: text.describe("The name of the host that runs them."),
  image: text.describe("The control plane image (`npm run image`, images/dagster, stage `control-plane`)."),
  webserverPort: port
    .default(3000)
    .describe("The web interface, published on the host's address. So are the others."),
  statusPort: port
    .default(3001)
    .describe("The launcher's read-only status page, `/healthz`, `/metrics` and `/v1/hosts`."),
  statusLogs: z
    .boolean()
    .optional()
    .describe("Whether the status page shows the logs of runs, to whoever reaches its port. Default: true."),
  maxConcurrentRuns: z
    .int()
    .min(1)
    .optional()
    .describe("Runs in progress at once, over all hosts. Default: 25."),
  computeLogs: z
    .enum(["postgres", "local"])
    .default("local")
    .describe(
      "Where stdout and stderr of runs are kept. `postgres`: every host's are shown in the web interface.",
    ),
  runContainerKwargsAllowed: runKwargsAllowedSchema
    .optional()
    .describe(
      "Container options that tags of a run may set, in docker-py's names, see configuration.md. Default: limits.",
    ),
  postgres: postgres
    .default({ internal: { image: "postgres:16", port: 5432 } })
    .describe("Dagster's database: `internal` or `external`."),
  runQueue: runQueueSchema.describe("Dagster's run queue."),
  runMonitoring: runMonitoringSchema.describe("Dagster's run monitoring."),
  runRetries: runRetriesSchema.describe("Dagster's retries of runs."),
  launcher: launcherSettingsSchema.describe("The launcher: warm workers, pulls, waits, logs and traces."),
  services: services.describe("Options of the services' containers."),
  admin: admin.describe("Schedules of the admin location, as cron expressions."),
  envVars: envVars.describe(
    "Variables of every run container: `KEY`, looked up in `environment`, or `KEY=VALUE`.",
  ),
  environment: z
    .record(z.string(), z.string())
    .default({})
    .describe("The launcher's own variables. Set secret ones with `pulumi config set --path --secret`."),
});
