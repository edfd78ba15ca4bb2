/** Where a code location's definitions are: one of the two. */
export type Definitions = { module: string } | { file: string };

/**
 * The command line of a code location's gRPC server.
 *
 * @param executable The `dagster` program. Default: the one on the PATH.
 */
export function grpcServerCommand(
  definitions: Definitions,
  port: number,
  { executable = "dagster", listen = "0.0.0.0" } = {},
): string[] {
  const where =
    "module" in definitions ? ["--module-name", definitions.module] : ["--python-file", definitions.file];
  return [executable, "api", "grpc", "--host", listen, "--port", String(port), ...where];
}

/**
 * Seconds between two health checks of a service of Dagster's. Each check is a process with its own imports, a fifth of a second of
 * CPU for as long as the service lives; and no such service starts in much less than this.
 */
export const healthInterval = 10;

/**
 * A program for `python -c` that ends with 0 when the gRPC server on this port says that it serves (grpc.health.v1).
 * `dagster api grpc-health-check` asks the same, but needs a second or two of CPU each time.
 */
export function healthProgram(port: number): string {
  return [
    "import grpc",
    "from grpc_health.v1 import health_pb2 as m, health_pb2_grpc as s",
    `c = s.HealthStub(grpc.insecure_channel("localhost:${port}"))`,
    'raise SystemExit(c.Check(m.HealthCheckRequest(service="DagsterApi"), timeout=5).status != 1)',
  ].join("; ");
}
