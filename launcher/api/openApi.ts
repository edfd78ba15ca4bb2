import { parseLauncherConfig } from "../config/index.ts";
import { RunService } from "../runs/service.ts";
import { createLogger } from "../log/logger.ts";
import { Metrics } from "./metrics.ts";
import { runServer } from "./runServer.ts";

/** The OpenAPI 3.1 document of the launcher's API, as `GET /v1/openapi.json` answers it. Needs no launcher. */
export async function openApiDocument(): Promise<object> {
  const service = new RunService({
    config: parseLauncherConfig({}),
    connect: ({ host_name }) => {
      throw new Error(`${host_name} is not there: no host is configured`);
    },
  });
  const config = { digest: "", hosts: [], locations: [], loaded_at: new Date(0).toISOString(), error: null };
  const logger = createLogger("silent");
  const server = runServer({ service, metrics: new Metrics(), logger, config: () => config });
  try {
    const answer = await server.inject("/v1/openapi.json");
    return answer.json<object>();
  } finally {
    await server.close();
    service.close();
  }
}
