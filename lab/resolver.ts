import { ensureMember } from "./containers.ts";
import type { DockerEngine } from "./docker/engine.ts";
import { hostsTable, resolverSpec } from "./topology.ts";

/** Makes the lab's DNS server unless it runs. It knows the lab's names and no others. */
export async function ensureResolver(engine: DockerEngine, image: string): Promise<void> {
  const files = { "etc/lab-hosts": { content: hostsTable(), mode: 0o644 } };
  await ensureMember(engine, { ...resolverSpec, image, options: [], files });
}
