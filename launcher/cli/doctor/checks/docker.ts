import type { Check } from "../check.ts";
import { ok } from "../finding.ts";
import type { HostContext } from "../hosts/context.ts";

/** Whether the host's Docker Engine answers, the way that the launcher asks it. All other questions to it come after. */
export const docker: Check<HostContext> = {
  name: "docker",
  limitSeconds: 40,
  run: async ({ host, info }) => {
    const { info: found } = await info();
    return [ok(`Docker ${found.ServerVersion} answers at ${host.docker_url}.`)];
  },
};
