import type { HostDirectory } from "./hostDirectory.ts";
import { managedOnly } from "./naming.ts";

/** State of one host. */
export type HostStatus = {
  hostName: string;
  dockerUrl: string;
  locations: string[];
  reachable: boolean;
  version: string | null;
  /** Run containers that run there now. */
  containersRunning: number | null;
  error: string | null;
};

/** Asks all hosts at once; one that does not answer is reported as such. */
export function hostStatuses(directory: HostDirectory, prefix: string): Promise<HostStatus[]> {
  return Promise.all(
    directory.all().map(async (host): Promise<HostStatus> => {
      const { host_name: hostName, docker_url: dockerUrl, location_names: locations } = host.config;
      const known = { hostName, dockerUrl, locations };
      try {
        const [version, containers] = await directory.contact(host, (docker) =>
          Promise.all([docker.version(), docker.findContainers(managedOnly(prefix))]),
        );
        const containersRunning = containers.filter(({ running }) => running).length;
        return { ...known, reachable: true, version, containersRunning, error: null };
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return { ...known, reachable: false, version: null, containersRunning: null, error: reason };
      }
    }),
  );
}
