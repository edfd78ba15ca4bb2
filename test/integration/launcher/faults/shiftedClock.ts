import { parseLauncherConfig } from "../../../../launcher/config/index.ts";
import { DockerodeHost } from "../../../../launcher/docker/dockerodeHost.ts";
import type { CleanedContainer } from "../../../../launcher/runs/cleanup.ts";
import { RunService } from "../../../../launcher/runs/service.ts";

/** Cleans up as it is done when the host's clock shows some hours more: removes what ended an hour before that. */
export async function cleanUpLater(
  dockerUrl: string,
  prefix: string,
  hours: number,
): Promise<CleanedContainer[]> {
  const config = parseLauncherConfig({
    container_label_prefix: prefix,
    docker_hosts: [{ host_name: "real", docker_url: dockerUrl, location_names: ["etl"] }],
  });
  const later = (docker: DockerodeHost): DockerodeHost =>
    Object.assign(docker, { time: () => Promise.resolve(Date.now() + hours * 3_600_000) });
  const service = new RunService({ config, connect: (host) => later(new DockerodeHost(host, 10)) });
  const none = { activeRunIds: new Set<string>(), endedRunIds: new Set<string>() };
  const { containers } = await service.cleanUp({
    ...none,
    instanceId: prefix,
    maxAgeHours: 1,
    dryRun: false,
  });
  service.close();
  return containers;
}
