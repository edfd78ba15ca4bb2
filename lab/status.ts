import { stateOf } from "./containers.ts";
import { findDocker } from "./docker/ensure.ts";
import { hostSpecs, registrySpec, resolverSpec } from "./topology.ts";

/** A member of the lab, and what Docker says of its container: `running`, `paused`, `exited`, …, or `absent`. */
export type MemberStatus = { name: string; address: string; state: string };

/** The state of every host, of the registry and of the DNS server. Starts nothing; without an engine all are absent. */
export async function labStatus(): Promise<MemberStatus[]> {
  const engine = await findDocker();
  return Promise.all(
    [...hostSpecs, registrySpec, resolverSpec].map(async ({ name, address }) => {
      const state = engine === undefined ? undefined : await stateOf(engine, name);
      return { name, address, state: state ?? "absent" };
    }),
  );
}
