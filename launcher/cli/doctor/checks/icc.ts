import { ok, skipped, warning } from "../finding.ts";
import type { Finding } from "../finding.ts";
import type { NetworkAnswer } from "../hosts/engineAnswers.ts";
import { cis } from "./daemonOptions.ts";

/** Whether containers of the default bridge may talk to each other. */
export function iccFinding(networks: readonly NetworkAnswer[]): Finding {
  return cis("2.2", judged(networks));
}

function judged(networks: readonly NetworkAnswer[]): Finding {
  const bridge = networks.find(({ Name: name, Driver: driver }) => name === "bridge" && driver === "bridge");
  if (bridge === undefined) return skipped("The host has no default bridge.");
  if (bridge.Options?.["com.docker.network.bridge.enable_icc"] === "false")
    return ok("Containers of the default bridge cannot reach each other.");
  return warning(
    "Containers of the default bridge can reach each other.",
    `Set "icc": false in /etc/docker/daemon.json and restart dockerd; networks of their own are not touched by it.`,
  );
}
