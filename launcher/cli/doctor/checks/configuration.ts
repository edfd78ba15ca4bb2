import { LauncherConfigError, launcherConfigWarnings } from "../../../config/index.ts";
import type { Check } from "../check.ts";
import type { DoctorDeployment } from "../deployment.ts";
import { failure, ok, warning } from "../finding.ts";

/** Whether dagster.yaml is there and its `run_launcher.config` is valid. */
export const configuration: Check<DoctorDeployment> = {
  name: "configuration",
  run: async ({ file, config }) => {
    try {
      const found = await config();
      const doubts = launcherConfigWarnings(found).map(({ path, message }) =>
        warning(
          `${path}: ${message}`,
          `Change it in ${file}, or in the fleet description that it is made from.`,
        ),
      );
      const { length } = found.docker_hosts;
      return [ok(`${file} is valid: ${length} Docker ${length === 1 ? "host" : "hosts"}.`), ...doubts];
    } catch (error) {
      if (!(error instanceof LauncherConfigError)) throw error;
      return error.problems.map(({ path, message }) =>
        failure(
          `${path === "" ? file : path}: ${message}`,
          `Correct it in ${file}; 'config validate' checks it.`,
        ),
      );
    }
  },
};
