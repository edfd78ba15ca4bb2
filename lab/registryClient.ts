import { readFileSync } from "node:fs";
import { request } from "node:https";
import { network, registrySpec } from "./topology.ts";

/** What a call of the registry needs. */
export type RegistryAccess = { ca: string; passwordFile: string };

/** Asks the registry for a path and returns the status; undefined when it does not answer within five seconds. */
export function askRegistry(access: RegistryAccess, path: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const call = request(
      {
        method: "HEAD",
        host: registrySpec.address,
        port: registrySpec.port,
        path,
        ca: access.ca,
        servername: `${registrySpec.name}.${network.domain}`,
        auth: `${registrySpec.username}:${readFileSync(access.passwordFile, "utf8")}`,
        headers: { accept: "application/vnd.docker.distribution.manifest.v2+json" },
        timeout: 5000,
      },
      (response) => {
        response.resume();
        resolve(response.statusCode);
      },
    );
    call.on("timeout", () => call.destroy());
    call.on("error", () => resolve(undefined));
    call.end();
  });
}
