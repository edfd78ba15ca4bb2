import type { Check } from "../check.ts";
import type { DoctorDeployment } from "../deployment.ts";
import { failure, ok } from "../finding.ts";

/** Whether the launcher answers on its socket, and works by the dagster.yaml that is there now. */
export const launcher: Check<DoctorDeployment> = {
  name: "launcher",
  run: async (deployment) => {
    const { version, pid, config } = await (await deployment.launcher()).health();
    const answers = ok(`The launcher answers: version ${version}, pid ${pid}.`);
    if (config.error == null) return [answers];
    const fix = "Correct dagster.yaml, or restart the launcher when the message asks for it.";
    return [answers, failure(`The newest dagster.yaml is not in force: ${config.error}`, fix)];
  },
};
