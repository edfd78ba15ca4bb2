import type { Check } from "../check.ts";
import { failure, ok, skipped } from "../finding.ts";
import type { HostContext } from "../hosts/context.ts";

/** Whether the Dagster in a code location's image is that of the control plane. */
export function dagster(location: string): Check<HostContext> {
  return {
    name: "dagster",
    limitSeconds: 100,
    run: async ({ deployment, probe, info }) => {
      await info();
      const there = (await probe(location)).dagster;
      if (there === null) {
        const fix = "Install dagster, dagster-postgres and what the code needs in the image.";
        return [failure(`The image of code location '${location}' has no Dagster.`, fix)];
      }
      const here = await deployment.codeServers().then(
        (answer) => answer.dagster,
        () => undefined,
      );
      if (here === undefined)
        return [
          skipped(`The image of '${location}' has Dagster ${there}; the control plane's is not known here.`),
        ];
      if (here === there)
        return [ok(`The image of '${location}' has Dagster ${there}, as the control plane.`)];
      const fix = `Build the image with dagster==${here}, or update the control plane.`;
      return [failure(`The image of '${location}' has Dagster ${there}, the control plane ${here}.`, fix)];
    },
  };
}
