import { parseLauncherConfig } from "../config/index.ts";
import type { LauncherConfig } from "../config/index.ts";
import { History } from "../history/history.ts";
import { statusPage } from "../page/statusPage.ts";
import { systemClock } from "../runs/clock.ts";
import { RunService } from "../runs/service.ts";
import type { ConfigInForce } from "./answers.ts";
import type { ApiServer } from "./apiServer.ts";
import { createLogger } from "../log/logger.ts";
import { Metrics } from "./metrics.ts";
import { runServer } from "./runServer.ts";
import { StatusBoard } from "./statusBoard.ts";
import { statusServer } from "./statusServer.ts";

/** The OpenAPI 3.1 document of the launcher's API, as `GET /v1/openapi.json` answers it. Needs no launcher. */
export function openApiDocument(): Promise<object> {
  return described(({ service, logger, inForce }) =>
    runServer({ service, metrics: new Metrics(), logger, config: () => inForce }),
  );
}

/** The same of the status server. */
export function statusApiDocument(): Promise<object> {
  return described(({ service, config, logger, inForce }) => {
    const page = statusPage({ service, history: new History(), file: { config, inForce }, logger });
    const board = new StatusBoard(() => service.hosts(), systemClock);
    return statusServer({ board, metrics: new Metrics(), logger, page });
  });
}

type Parts = {
  config: LauncherConfig;
  service: RunService;
  logger: ReturnType<typeof createLogger>;
  inForce: ConfigInForce;
};

async function described(serverOf: (parts: Parts) => ApiServer): Promise<object> {
  const config = parseLauncherConfig({});
  const service = new RunService({
    config,
    connect: ({ host_name }) => {
      throw new Error(`${host_name} is not there: no host is configured`);
    },
  });
  const nothing = { error: null, status_url: null, webserver_url: null };
  const inForce = { digest: "", hosts: [], locations: [], loaded_at: new Date(0).toISOString(), ...nothing };
  const logger = createLogger("silent");
  const server = serverOf({ config, service, logger, inForce });
  try {
    const answer = await server.inject("/v1/openapi.json");
    return answer.json<object>();
  } finally {
    await server.close();
    service.close();
  }
}
