/**
 * The configuration of the launcher: the one module that provisioning and the launcher share. It depends on nothing
 * else of either.
 */
export { parseBytes } from "./bytes.ts";
export { containerKwargsSchema } from "./containerKwargs.ts";
export type { ContainerKwargs } from "./containerKwargs.ts";
export { parseContainerContext } from "./containerContext.ts";
export type { ContainerContext } from "./containerContext.ts";
export { parseDockerUrl } from "./dockerUrl.ts";
export type { DockerAddress } from "./dockerUrl.ts";
export { parseEnvEntry } from "./envEntry.ts";
export { LauncherConfigError } from "./error.ts";
export type { Problem } from "./error.ts";
export { launcherConfigJsonSchema, resolvedJsonSchema, takesString } from "./jsonSchema.ts";
export type { JsonSchema } from "./jsonSchema.ts";
export { parseLauncherConfig, validateLauncherConfig } from "./parse.ts";
export { logLevels, logModules } from "./logLevel.ts";
export type { LogLevel, LogLevelConfig, LogModule } from "./logLevel.ts";
export { runKwargsAllowedSchema } from "./runKwargs.ts";
export { launcherConfigWarnings } from "./rules.ts";
export { hostConfigSchema } from "./host.ts";
export type { HostConfig } from "./host.ts";
export { launcherConfigSchema } from "./schema.ts";
export type { LauncherConfig, LauncherConfigInput } from "./schema.ts";
