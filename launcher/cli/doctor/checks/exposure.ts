import { parseDockerUrl } from "../../../config/index.ts";
import type { Check } from "../check.ts";
import { failure, NotPossible, ok } from "../finding.ts";
import type { Finding } from "../finding.ts";
import type { HostContext } from "../hosts/context.ts";
import { answersAnybody } from "../hosts/stranger.ts";
import type { Door } from "../hosts/stranger.ts";
import { cis } from "./daemonOptions.ts";

/** The ports that dockerd has by convention: without TLS, and with it. */
const usualPorts = [2375, 2376];

/** Whether the Docker API answers somebody who shows no client certificate: he is root on the host. */
export const exposure: Check<HostContext> = {
  name: "exposure",
  limitSeconds: 20,
  run: async ({ host }) => {
    const address = parseDockerUrl(host.docker_url);
    if (typeof address === "string" || address.kind === "unix")
      throw new NotPossible("The host is reached over a socket of this machine.");
    const dialled = address.kind === "tcp" ? [address.port] : [];
    const ports = [...new Set([...dialled, ...usualPorts])];
    const doors = ports.flatMap((port): Door[] => [
      { host: address.host, port, scheme: "http" },
      { host: address.host, port, scheme: "https" },
    ]);
    const open = await Promise.all(doors.map(async (door) => ((await answersAnybody(door)) ? [door] : [])));
    const found = open.flat().map(exposed);
    const closed = `The Docker API answers nobody without a client certificate (ports ${ports.join(", ")}).`;
    return (found.length > 0 ? found : [ok(closed)]).map((finding) => cis("2.7", finding));
  },
};

function exposed({ host, port, scheme }: Door): Finding {
  return failure(
    `The Docker API answers anybody at ${scheme}://${host}:${port}: who reaches it is root on the host.`,
    "Set tlsverify with tlscacert, tlscert and tlskey in /etc/docker/daemon.json, or close the port. pulumi up does it.",
  );
}
