import * as pulumi from "@pulumi/pulumi";
import type { Observer } from "../../../components/dockerHost/observe.ts";
import type { Rotation } from "../../../components/index.ts";
import { deploy } from "../../../stacks/deploy.ts";
import { loadFleet } from "../../../stacks/fleet/load.ts";
import type { Fleet, FleetInput } from "../../../stacks/fleet/schema.ts";
import { facts, firewallFacts } from "./mocks.ts";

export interface DeclaredResource {
  type: string;
  name: string;
  /** As JSON; keys and certificates are named after the resource that they come from. */
  inputs: string;
}

/**
 * What a fleet makes Pulumi declare, by type and name; nothing is contacted.
 *
 * @param contacted Gets the name of every host that is looked at.
 * @param change    Done to the fleet after it was checked.
 */
export async function declaredBy(
  fleet: FleetInput,
  rotation?: Rotation,
  contacted: Set<string> = new Set(),
  change: (loaded: Fleet) => void = () => undefined,
): Promise<Map<string, DeclaredResource>> {
  const declared = new Map<string, DeclaredResource>();
  await pulumi.runtime.setMocks({
    newResource({ type, name, inputs }) {
      if (type === "pulumi:pulumi:Stack") return { id: "stack", state: {} };
      declared.set(`${type} ${name}`, { type, name, inputs: JSON.stringify(inputs) });
      const made = {
        ...{
          privateKeyPem: `KEY ${name}`,
          privateKeyOpenssh: `KEY ${name}`,
          publicKeyOpenssh: `ssh-ed25519 ${name}`,
        },
        ...{
          certPem: `CERT ${name}\n`,
          validityEndTime: "2027-01-01T00:00:00Z",
          stdout: "",
          repoDigest: "i@sha256:1",
          imageId: "sha256:1",
        },
      };
      return { id: `${name}-id`, state: { ...made, ...(inputs as object) } };
    },
    call: () => ({}),
  });
  const look = <T>(name: string, answer: T): Promise<T> => {
    contacted.add(name);
    return Promise.resolve(answer);
  };
  const observer: Observer = {
    readDockerd: ({ name }) => look(name, facts),
    versionOverTls: ({ name }) => look(name, "28.5.1"),
    versionOverSsh: ({ name }) => look(name, "20.10.24"),
    socketGroup: ({ name }) => look(name, "999"),
    readFirewall: ({ name }) => look(name, firewallFacts),
  };
  await pulumi.runtime.runInPulumiStack(async () => {
    const loaded = loadFleet(fleet);
    change(loaded);
    const { webserver } = deploy(loaded, observer, rotation);
    await new Promise((resolve) => webserver.apply(resolve));
  });
  // What depends on nothing that was waited for is declared by then, too.
  await pulumi.runtime.disconnect();
  return declared;
}

/** The names of the resources that are not the same in both, sorted. */
export function difference(
  before: Map<string, DeclaredResource>,
  after: Map<string, DeclaredResource>,
): string[] {
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].filter((key) => before.get(key)?.inputs !== after.get(key)?.inputs).sort();
}
