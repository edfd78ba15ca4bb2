import type { Check } from "../check.ts";
import type { ServerAnswer } from "../controlPlane.ts";
import type { DoctorDeployment } from "../deployment.ts";
import { failure, ok, skipped, warning } from "../finding.ts";
import type { Finding } from "../finding.ts";

/** A code server that accepts connections and is silent is given up by Dagster after a minute. */
const limitSeconds = 90;

/** Whether the gRPC server of a code location is healthy, seen from here, and has the Dagster that the control plane has. */
export function grpc(location: string): Check<DoctorDeployment> {
  return {
    name: "grpc",
    limitSeconds,
    run: async ({ servers, codeServers }) => {
      const server = (await servers()).find(({ name }) => name === location);
      if (server === undefined) {
        const found = `workspace.yaml has no gRPC server for code location '${location}'.`;
        return [warning(found, "Add it to workspace.yaml, or name the right file with --workspace.")];
      }
      const address = server.socket ?? `${server.host ?? "localhost"}:${server.port ?? ""}`;
      const { dagster, locations } = await codeServers();
      const answer = locations[location];
      if (answer?.status !== "SERVING") return [down(location, address, answer)];
      const healthy = ok(`The gRPC server of '${location}' at ${address} is healthy.`);
      return [healthy, versionOf(location, dagster, answer)];
    },
  };
}

function down(location: string, address: string, answer: ServerAnswer | undefined): Finding {
  const how = answer?.error ?? answer?.status ?? "no answer";
  return failure(
    `The gRPC server of code location '${location}' at ${address} is not healthy (${how}).`,
    "Look at the log of its code server and whether its port is open to the control plane, then restart it.",
  );
}

function versionOf(location: string, here: string, { versions }: ServerAnswer): Finding {
  const there = versions?.["dagster"];
  if (there === undefined)
    return skipped(`The gRPC server of '${location}' does not tell its Dagster's version.`);
  if (there === here) return ok(`Its Dagster is ${there}, as that of the control plane.`);
  return failure(
    `The code server of '${location}' has Dagster ${there}, the control plane ${here}.`,
    `Build its image with dagster==${here}, or update the control plane.`,
  );
}
