import { endStandingDeployment } from "../support/standing.ts";

/** The first file brings the deployment up; after the last one it is taken down. */
export default function setup(): () => Promise<void> {
  return endStandingDeployment;
}
