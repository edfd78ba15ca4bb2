import type { Check } from "../check.ts";
import { NotPossible, skipped } from "../finding.ts";
import type { Finding } from "../finding.ts";
import type { HostContext, LocationProbe } from "../hosts/context.ts";
import { cis, containerFindings, infoFindings } from "./daemonOptions.ts";
import { iccFinding } from "./icc.ts";

/** The options of dockerd that the CIS Docker Benchmark names and that concern a daemon which is used from elsewhere. */
export const dockerd: Check<HostContext> = {
  name: "dockerd",
  limitSeconds: 60,
  run: async (context) => {
    const { info } = await context.info();
    const [networks, probed] = await Promise.all([context.inspector.networks(), firstProbe(context)]);
    return [
      ...infoFindings(info),
      iccFinding(networks),
      ...containerFindings(probed),
      cis(
        "2.16",
        skipped("Whether dockerd uses the userland proxy cannot be seen through the Docker API.", proxyFix),
      ),
    ];
  },
};

const proxyFix = `Look for "userland-proxy": false in /etc/docker/daemon.json; pulumi up sets it.`;

/** Some options show themselves in a container alone. */
async function firstProbe({ host, probe }: HostContext): Promise<LocationProbe | Finding> {
  for (const location of host.location_names) {
    const found = await probe(location).catch(() => undefined);
    if (found !== undefined) return found;
  }
  return new NotPossible("No container of a code location's image could be started.", "See the other checks.")
    .finding;
}
