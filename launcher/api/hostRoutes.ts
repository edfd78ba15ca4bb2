import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { RunService } from "../runs/service.ts";
import { hostsAnswer } from "./hostAnswers.ts";
import { valid } from "./schemas.ts";

const hostParameters = z.object({ host_name: z.string().min(1) });
const hostsQuery = z.object({ disk: z.enum(["true", "false"]).default("false") });

/** Routes about Docker hosts: their state, drain and undrain. */
export function hostRoutes(server: FastifyInstance, service: RunService): void {
  server.get("/v1/hosts", async (request) => {
    const disk = valid(hostsQuery, request.query).disk === "true";
    return hostsAnswer(await service.hosts({ disk }), Date.now());
  });

  server.post("/v1/hosts/:host_name/drain", async (request) => {
    const { host_name } = valid(hostParameters, request.params);
    const since = await service.drain(host_name);
    request.log.info({ host_name }, "Drained");
    return { host_name, drained: true, drained_since: since ?? null };
  });

  server.post("/v1/hosts/:host_name/undrain", async (request) => {
    const { host_name } = valid(hostParameters, request.params);
    await service.undrain(host_name);
    request.log.info({ host_name }, "Undrained");
    return { host_name, drained: false, drained_since: null };
  });
}
