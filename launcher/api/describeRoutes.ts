import swagger from "@fastify/swagger";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { ApiServer } from "./apiServer.ts";
import { componentSchemas, routeSchemas } from "./jsonSchema.ts";
import { answer } from "./schemas/answer.ts";
import { usedSchemas } from "./usedSchemas.ts";
import { version } from "./version.ts";

/** What a description says of the server as a whole. */
export type About = {
  title: string;
  description: string;
  server: { url: string; description: string };
  tags: { name: string; description: string }[];
};

/** The API on the Unix socket. */
const launcherApi: About = {
  title: "dagster-multihost launcher",
  description:
    "The HTTP API of the launcher, on a Unix socket (`multihost/launcher.sock` under DAGSTER_HOME by default). Every error " +
    'is answered as `{"error": {"code", "message", "retryable"}}`; docs/errors.md lists the codes. Unknown fields of a ' +
    "request are refused.",
  server: { url: "http://launcher", description: "Any name: the socket decides." },
  tags: [
    { name: "launcher", description: "The launcher itself." },
    { name: "hosts", description: "Docker hosts." },
    { name: "runs", description: "Runs and their containers." },
    { name: "cleanup", description: "Containers of runs that have ended." },
  ],
};

const openApiSchema = z.record(z.string(), z.unknown()).describe("An OpenAPI 3.1 document.");

/**
 * Adds routes to a server, and `GET /v1/openapi.json`, which describes them in OpenAPI 3.1 from their own schemas. Those
 * without a tag are no part of the API.
 */
export function describeRoutes(
  server: ApiServer,
  addRoutes: (routes: ApiServer) => void,
  about: About = launcherApi,
): void {
  const { title, description, tags } = about;
  server.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: { title, version, description, license },
      servers: [about.server],
      tags,
    },
    convertConstToEnum: false,
    hideUntagged: true,
    transform: routeSchemas,
    transformObject: (document) => usedSchemas(componentSchemas(document)),
  });
  // The plugin sees the routes that are added once it is loaded.
  server.register((loaded, _options, done) => {
    const routes: ApiServer = loaded.withTypeProvider<ZodTypeProvider>();
    addRoutes(routes);
    routes.get(
      "/v1/openapi.json",
      {
        schema: {
          ...{ operationId: "openApi", tags: [tags[0]?.name ?? ""], summary: "Description of this API" },
          description: "This document.",
          response: { 200: answer(openApiSchema) },
        },
      },
      () => ({ ...server.swagger() }),
    );
    done();
  });
}

const license = { name: "Apache-2.0", identifier: "Apache-2.0" };
