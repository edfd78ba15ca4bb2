import * as pulumi from "@pulumi/pulumi";
import type { Observer } from "../../../components/dockerHost/observe.ts";

export type Declared = pulumi.runtime.MockResourceArgs;
type State = Record<string, unknown>;

/** A dockerd as it is before anything was done to it. */
export const facts: Awaited<ReturnType<Observer["readDockerd"]>> = {
  daemonJson: '{"dns": ["10.0.0.53"]}',
  execStart: "{ path=/usr/sbin/dockerd ; argv[]=/usr/sbin/dockerd -H fd:// ; }",
  current: "",
  written: "",
  revision: "r1",
  clockAhead: 0,
  listeners: "",
};

/** A server whose firewall nobody has touched, looked at from 10.0.9.7. */
export const firewallFacts: Awaited<ReturnType<Observer["readFirewall"]>> = {
  caller: "10.0.9.7",
  nft: true,
  interface: "eth0",
  revision: "f1",
  changed: [],
};

/** Hosts that all answer, without a server. */
export const observer: Observer = {
  readDockerd: () => Promise.resolve(facts),
  versionOverTls: () => Promise.resolve("28.5.1"),
  versionOverSsh: () => Promise.resolve("20.10.24"),
  socketGroup: () => Promise.resolve("999"),
  readFirewall: () => Promise.resolve(firewallFacts),
};

/** Makes every resource succeed and keeps what was declared. */
export async function recordResources(): Promise<Declared[]> {
  const declared: Declared[] = [];
  await pulumi.runtime.setMocks({
    newResource(args) {
      declared.push(args);
      const made = {
        stdout: "",
        certPem: "CERTIFICATE",
        validityEndTime: "2027-01-01T00:00:00Z",
        imageId: "sha256:1",
        ...((args.inputs as State)["build"] ? { repoDigest: "" } : { repoDigest: "pinned@sha256:1" }),
      };
      const keys = { privateKeyPem: "PEM", privateKeyOpenssh: "PEM", publicKeyOpenssh: "ssh-ed25519 PUBLIC" };
      return {
        id: `${args.name}-id`,
        state: { ...(args.type.includes("privateKey") ? keys : {}), ...made, ...(args.inputs as State) },
      };
    },
    call: () => ({}),
  });
  return declared;
}

/** Waits for everything that was declared, by the value of an output. */
export async function plain<T>(value: pulumi.Input<T>): Promise<T> {
  return await new Promise((resolve) => pulumi.output(value).apply((known) => resolve(known as T)));
}

/** The standard input that a script on a server gets, in clear. */
export function stdinOf(declared: Declared[], name: string): string {
  const [script] = declared.filter(
    (resource) => resource.name === name && resource.type.endsWith(":Command"),
  );
  return (script?.inputs as { stdin?: { value: string } } | undefined)?.stdin?.value ?? "";
}

/** The files that a HostDirectory writes, by path, in clear. */
export function filesOf(declared: Declared[], name: string): Record<string, string> {
  const lines = stdinOf(declared, name).matchAll(/^([\w./-]+) ([A-Za-z0-9+/]+=*)$/gm);
  return Object.fromEntries(
    [...lines].map(([, path = "", content = ""]) => [path, Buffer.from(content, "base64").toString()]),
  );
}

/** The inputs of the container of that name. */
export function containerInputs(declared: Declared[], name: string): State {
  const found = declared.find((resource) => resource.name === name && resource.type.endsWith(":Container"));
  return (found?.inputs ?? {}) as State;
}
