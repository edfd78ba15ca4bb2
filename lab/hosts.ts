import { readFileSync } from "node:fs";
import { ensureMember } from "./containers.ts";
import type { DockerEngine } from "./docker/engine.ts";
import { keyPair } from "./keys.ts";
import type { LabHost } from "./lab.ts";
import { ssh } from "./ssh.ts";
import { hostSpecs, registrySpec, resolverSpec } from "./topology.ts";
import type { HostSpec } from "./topology.ts";
import { waitFor } from "./waitFor.ts";
import { UserError } from "../scripts/report.ts";

/** How to start a host: its image, and the registry's CA in PEM. */
export type HostParts = { image: string; registryCa: string };

/**
 * Makes a host unless it runs, and waits until it can be used: SSH answers with its known key, and Docker, where it has it.
 *
 * @throws UserError `LAB_HOST_SILENT` when it does not within 90 seconds.
 */
export async function ensureHost(engine: DockerEngine, spec: HostSpec, parts: HostParts): Promise<LabHost> {
  const host = describeHost(spec);
  await ensureMember(engine, {
    name: spec.name,
    address: spec.address,
    image: parts.image,
    options: serverOptions,
    files: { ...sshFiles(spec), ...(host.docker ? dockerFiles(parts.registryCa) : {}) },
  });
  await awaitHost(host);
  return host;
}

/** What others need to know of a host. */
export function describeHost(spec: HostSpec): LabHost {
  return {
    name: spec.name,
    address: spec.address,
    user: "deploy",
    port: 22,
    hostKey: keyPair(`${spec.name}-host-key`).publicKey,
    docker: spec.kind === "docker",
  };
}

/** Waits until the host can be used. */
export async function awaitHost(host: LabHost): Promise<void> {
  const probe = host.docker ? "docker version --format ok" : "echo ok";
  const answer = await waitFor(90, async () => {
    const { failed } = await ssh(host, [probe], { timeout: 10_000, reject: false });
    return failed ? undefined : true;
  });
  if (answer !== undefined) return;
  throw new UserError(
    "LAB_HOST_SILENT",
    `${host.name} (${host.address}) is not usable over SSH after 90 s. See \`npm run lab -- status\`; ` +
      `\`npm run lab -- down\` and \`up\` make it anew.`,
  );
}

// Systemd and an inner Docker Engine want all but everything. Not --privileged: it fails on machines without CAP_SYS_RESOURCE.
const serverOptions = [
  ...["--cgroupns", "private", "--cap-add", "ALL", "--cap-drop", "SYS_RESOURCE"],
  ...["--device-cgroup-rule", "a *:* rwm"],
  ...["seccomp=unconfined", "apparmor=unconfined", "systempaths=unconfined"].flatMap((o) => [
    "--security-opt",
    o,
  ]),
  ...["--dns", resolverSpec.address],
  ...["/run:exec", "/run/lock", "/tmp:exec"].flatMap((mount) => ["--tmpfs", mount]),
];

function sshFiles(spec: HostSpec) {
  const hostKey = keyPair(`${spec.name}-host-key`);
  return {
    "etc/ssh/ssh_host_ed25519_key": { content: readFileSync(hostKey.file, "utf8"), mode: 0o600 },
    "etc/ssh/ssh_host_ed25519_key.pub": { content: `${hostKey.publicKey}\n`, mode: 0o644 },
    "etc/ssh/lab_authorized_keys": { content: `${keyPair("id_ed25519").publicKey}\n`, mode: 0o644 },
  };
}

// A daemon.json that is there already, as on a real server: provisioning has to merge with it.
function dockerFiles(registryCa: string) {
  const daemon = { dns: [resolverSpec.address], "storage-driver": "overlay2" };
  return {
    "etc/docker/daemon.json": { content: `${JSON.stringify(daemon, null, 2)}\n`, mode: 0o644 },
    [`etc/docker/certs.d/${registrySpec.url}/ca.crt`]: { content: registryCa, mode: 0o644 },
  };
}

/**
 * The lab's host of that name, whether the lab is up or not.
 *
 * @throws UserError `LAB_UNKNOWN_HOST`.
 */
export function hostNamed(name: string): LabHost {
  const spec = hostSpecs.find((each) => each.name === name);
  if (spec !== undefined) return describeHost(spec);
  const names = hostSpecs.map((each) => each.name).join(", ");
  throw new UserError("LAB_UNKNOWN_HOST", `The lab has no host ${name}. Its hosts: ${names}.`);
}
