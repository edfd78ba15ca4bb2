import { useTracing } from "./tracing.ts";

/**
 * Turns tracing on when the environment or the configuration names a receiver. OpenTelemetry is loaded only then: without
 * it the launcher starts as fast as ever, and no connection is made.
 *
 * @param endpoint `otlp_endpoint` of the configuration; the variables come first.
 * @param warn Is told why spans cannot be sent.
 * @returns What sends the rest and ends it.
 */
export async function enableTracing(
  env: NodeJS.ProcessEnv,
  endpoint: string | undefined,
  warn: (reason: string) => void,
): Promise<() => Promise<void>> {
  if (!isWanted(env, endpoint)) return () => Promise.resolve();
  const { openTelemetry } = await import("./openTelemetry.ts");
  const tracing = openTelemetry(namesReceiver(env) ? undefined : endpoint, warn);
  useTracing(tracing);
  return async () => {
    useTracing(undefined);
    await tracing.stop();
  };
}

/** Whether spans are to be sent, going by the standard variables and the configuration. */
export function isWanted(env: NodeJS.ProcessEnv, endpoint?: string): boolean {
  const off = env["OTEL_SDK_DISABLED"]?.toLowerCase() === "true" || env["OTEL_TRACES_EXPORTER"] === "none";
  return !off && (namesReceiver(env) || endpoint !== undefined);
}

function namesReceiver(env: NodeJS.ProcessEnv): boolean {
  const names = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"];
  return names.some((name) => (env[name] ?? "") !== "");
}
