import { createHash } from "node:crypto";
import { mergeDaemonJson, type DaemonOptions } from "./daemonJson.ts";
import { adoptChanges } from "./drift.ts";
import type { DockerdFacts } from "./facts.ts";
import { readObject } from "./json.ts";
import { checkFlags, checkListeners, restoresByFlag } from "./flags.ts";
import { checkObstacles } from "./obstacles.ts";
import { dropIn, parseExecStart } from "./unit.ts";

/** Where the server certificate lies on the host. */
const tlsDirectory = "/etc/docker/dagster-multihost";

/** The files that put a dockerd where we want it. */
export interface DockerdPlan {
  daemonJson: string;
  /** The file without us plus live-restore: taken in by a reload, it lets containers outlive the restart. */
  liveRestoreJson: string;
  /** daemon.json as destroy is to put it back. */
  originalJson: string;
  dropIn: string;
}

export interface DockerdWishes {
  host: string;
  /** Listen with mutual TLS on this address; undefined opens nothing. */
  listen?: { address: string; port: number };
  daemonOptions: DaemonOptions;
}

/** A server certificate, all in PEM form. */
export interface ServerCertificate {
  ca: string;
  certificate: string;
  privateKey: string;
}

/**
 * The configuration of a dockerd, from what is there and what is wanted.
 *
 * @throws ProvisioningError DAEMON_JSON_INVALID, DAEMON_JSON_CONFLICT, DOCKERD_FLAG_CONFLICT, DOCKERD_LISTENER_CONFLICT,
 *   CLOCK_WRONG or DOCKER_PORT_TAKEN, with the host's name.
 */
export function planDockerd(facts: DockerdFacts, wishes: DockerdWishes): DockerdPlan {
  const { host, listen, daemonOptions } = wishes;
  if (listen) checkObstacles(host, facts, listen);
  const { command, listeners } = parseExecStart(facts.execStart);
  // Under our TLS, so with our drop-in, and not only with options.
  const taken = readObject(facts.written)?.["tlsverify"] === true;
  const tls = listen && {
    hosts: [
      ...(listeners.length > 0 ? listeners : byDefault(facts.daemonJson)),
      `tcp://${listen.address}:${listen.port}`,
    ],
    tlsverify: true,
    tlscacert: `${tlsDirectory}/ca.pem`,
    tlscert: `${tlsDirectory}/server-cert.pem`,
    tlskey: `${tlsDirectory}/server-key.pem`,
  };
  const wanted: DaemonOptions = { "live-restore": true, ...daemonOptions, ...tls };
  if (wanted["live-restore"] === true && restoresByFlag(command)) delete wanted["live-restore"];
  // A dockerd of which nothing is wanted is not touched.
  if (listen || Object.keys(daemonOptions).length > 0) checkFlags(host, command, wanted, taken);
  const original = adoptChanges(facts.daemonJson, facts, wanted);
  // Of a host that is taken over already, the listeners demand our certificates already.
  if (listen && !taken) checkListeners(host, listeners, original);
  return {
    daemonJson: mergeDaemonJson(host, original, wanted),
    liveRestoreJson: wanted["live-restore"]
      ? mergeDaemonJson(host, original, { "live-restore": true })
      : original,
    originalJson: original,
    dropIn: tls ? dropIn(command) : "",
  };
}

/** Where a dockerd listens that is told nothing: https://docs.docker.com/reference/cli/dockerd/#daemon-socket-option. */
function byDefault(daemonJson: string): string[] {
  return readObject(daemonJson)?.["hosts"] === undefined ? ["unix:///var/run/docker.sock"] : [];
}

/** The plan as configure.sh reads it: lines `NAME BASE64`. */
export function encodePlan(plan: DockerdPlan, tls?: ServerCertificate): string {
  const files = {
    "daemon.json": plan.daemonJson,
    "live-restore.json": plan.liveRestoreJson,
    "original.json": plan.originalJson,
    "drop-in": plan.dropIn,
    "ca.pem": tls?.ca ?? "",
    "server-cert.pem": tls?.certificate ?? "",
    "server-key.pem": tls?.privateKey ?? "",
  };
  return Object.entries(files)
    .map(([name, text]) => `${name} ${Buffer.from(text).toString("base64")}\n`)
    .join("");
}

/** A short name for a plan that tells nothing of its content. */
export function planDigest(encoded: string): string {
  return createHash("sha256").update(encoded).digest("hex").slice(0, 16);
}
