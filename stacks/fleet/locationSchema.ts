import { z } from "zod";
import { containerKwargsSchema } from "../../launcher/config/index.ts";
import { serviceOptionsSchema } from "./serviceSchema.ts";
import { envVars, gpus, port, text } from "./values.ts";

const name = z
  .string()
  .regex(
    /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/,
    "must be letters, digits, '_', '.' and '-', such as 'etl_pipelines'.",
  );

const process = z.strictObject({
  host: text.describe("The host on which it runs; it needs no Docker."),
  executable: z
    .string()
    .startsWith("/", "must be an absolute path on the host.")
    .describe("The `dagster` program on the host."),
  user: text.default("dagster").describe("Who runs it; the user must exist."),
  source: text.describe("A local file or directory with the code, text files only."),
});

const build = z.strictObject({
  context: text.describe(
    "A local directory; all of it is sent to the host, but for what its `.dockerignore` names.",
  ),
  dockerfile: text.default("Dockerfile").describe("The Dockerfile, relative to `context`."),
  args: z
    .record(z.string(), z.string())
    .default({})
    .describe("Build arguments. They are no place for secrets."),
});

const containerContext = z.strictObject({
  envVars: envVars.describe("Variables of the location's run containers: `KEY` or `KEY=VALUE`."),
  networks: z.array(text).default([]).describe("Networks that the location's run containers join besides."),
  containerKwargs: containerKwargsSchema
    .default({})
    .describe("Options of the location's run containers, in docker-py's names."),
});

/** One code location. */
export const locationSchema = z.strictObject({
  name: name.describe("The code location's name in Dagster."),
  hosts: z
    .array(text)
    .min(1, "must name at least one host.")
    .optional()
    .describe("Where its runs are placed: a pool when there are several. The gRPC server runs on the first."),
  launcher: z
    .enum(["docker", "default"])
    .default("docker")
    .describe(
      "`docker`: each run has a container. `default`: runs are processes in the gRPC server's container, under Dagster's DefaultRunLauncher.",
    ),
  image: text
    .optional()
    .describe("For the gRPC server and the runs. It is pinned by digest where it comes from a registry."),
  build: build
    .optional()
    .describe(
      "Instead of `image`: built on each host by its dockerd, anew when a file of the context changes.",
    ),
  process: process
    .optional()
    .describe("Instead of `hosts`: a bare gRPC server under systemd. Its runs are processes beside it."),
  module: text.optional().describe("The Python module with the definitions."),
  file: text
    .optional()
    .describe(
      "Instead of `module`: a file, relative to the image's working directory or to `process.source`.",
    ),
  port: port.default(4000).describe("The gRPC server's port; locations on one host need different ones."),
  envVars: envVars.describe(
    "Variables of the gRPC server. Those of the runs stand at `containerContext`, `hosts[]` and `controlPlane`.",
  ),
  containerContext: containerContext
    .optional()
    .describe("Options of this location's run containers, over those of the host."),
  gpus: gpus.optional().describe("GPUs for each of this location's run containers: `all` or a number."),
  service: serviceOptionsSchema.default({}).describe("Options of the gRPC server's container."),
});
