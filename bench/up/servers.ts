import { removeMember } from "../../lab/containers.ts";
import type { DockerEngine } from "../../lab/docker/engine.ts";
import { ensureHost } from "../../lab/hosts.ts";
import { baseImage } from "../../lab/images/base.ts";
import { buildServer } from "../../lab/images/servers.ts";
import type { LabHost } from "../../lab/lab.ts";
import { ensureRegistry } from "../../lab/registry.ts";
import { labAddress } from "../../lab/topology.ts";
import type { Report } from "../../scripts/report.ts";

/** Servers of the benchmark's own beside those of the lab, empty as a new server is; `remove` takes them away again. */
export interface Servers {
  hosts: LabHost[];
  remove: () => Promise<void>;
}

export async function startServers(engine: DockerEngine, count: number, report: Report): Promise<Servers> {
  const base = await baseImage(engine, report);
  const image = await buildServer(engine, report, base, "host");
  const { ca } = await ensureRegistry(engine, await buildServer(engine, report, base, "registry"));
  const names = Array.from({ length: count }, (_, index) => `bench-${index}`);
  const remove = async (): Promise<void> => {
    await Promise.allSettled(names.map((name) => removeMember(engine, name)));
  };
  await remove();
  const hosts: LabHost[] = [];
  try {
    for (const [index, name] of names.entries()) {
      const spec = { name, address: labAddress(100 + index), kind: "docker" as const };
      hosts.push(await ensureHost(engine, spec, { image, registryCa: ca }));
    }
    return { hosts, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
