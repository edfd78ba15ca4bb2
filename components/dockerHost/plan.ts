import { mergeDaemonJson, type DaemonOptions } from "./daemonJson.ts";
import { dropIn, parseExecStart } from "./unit.ts";

/** Where the server certificate lies on the host. */
export const tlsDirectory = "/etc/docker/dagster-multihost";

/** What a host has before, or without, our configuration. */
export interface DockerdFacts {
  /** Text of daemon.json, empty when there is none. */
  daemonJson: string;
  /** As systemd shows it. */
  execStart: string;
}

/** The files that put a dockerd where we want it. */
export interface DockerdPlan {
  daemonJson: string;
  /** The file that was there plus live-restore: taken in by a reload, it lets containers outlive the restart. */
  liveRestoreJson: string;
  dropIn: string;
}

export interface DockerdWishes {
  host: string;
  /** Listen with mutual TLS on this address; undefined opens nothing. */
  listen?: { address: string; port: number };
  daemonOptions: DaemonOptions;
}

/**
 * The configuration of a dockerd, from what is there and what is wanted.
 *
 * @throws ProvisioningError DAEMON_JSON_INVALID or DAEMON_JSON_CONFLICT, with the host's name.
 */
export function planDockerd(facts: DockerdFacts, wishes: DockerdWishes): DockerdPlan {
  const { command, listeners } = parseExecStart(facts.execStart);
  const tls = wishes.listen && {
    hosts: [...listeners, `tcp://${wishes.listen.address}:${wishes.listen.port}`],
    tlsverify: true,
    tlscacert: `${tlsDirectory}/ca.pem`,
    tlscert: `${tlsDirectory}/server-cert.pem`,
    tlskey: `${tlsDirectory}/server-key.pem`,
  };
  const wanted = { "live-restore": true, ...wishes.daemonOptions, ...tls };
  return {
    daemonJson: mergeDaemonJson(wishes.host, facts.daemonJson, wanted),
    liveRestoreJson: wanted["live-restore"]
      ? mergeDaemonJson(wishes.host, facts.daemonJson, { "live-restore": true })
      : facts.daemonJson,
    dropIn: tls ? dropIn(command) : "",
  };
}

/** The plan as configure.sh reads it: one base64 line a file. */
export function encodePlan(plan: DockerdPlan, certificate: string): string {
  return [plan.daemonJson, plan.liveRestoreJson, plan.dropIn, certificate]
    .map((text) => `${Buffer.from(text).toString("base64")}\n`)
    .join("");
}
