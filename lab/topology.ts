/** The lab's one network and the fixed addresses on it. */
export const network = {
  name: "dagster-multihost-lab",
  subnet: "10.77.1.0/24",
  gateway: "10.77.1.254",
  /** At most 15 characters, as Linux wants it for an interface. */
  bridge: "dmh-lab",
  domain: "lab.test",
};

/** A server of the lab: `docker` has Docker Engine, `dagster` has none, but a Python environment with Dagster. */
export type HostSpec = { name: string; address: string; kind: "docker" | "dagster" };

/** The lab's servers. */
export const hostSpecs: HostSpec[] = [
  { name: "host-a", address: "10.77.1.1", kind: "docker" },
  { name: "host-b", address: "10.77.1.2", kind: "docker" },
  { name: "host-c", address: "10.77.1.3", kind: "docker" },
  { name: "host-d", address: "10.77.1.4", kind: "dagster" },
];

/** The image registry: TLS, one user. */
export const registrySpec = {
  name: "registry",
  address: "10.77.1.10",
  url: "registry.lab.test:5000",
  port: 5000,
  username: "ci",
};

/** The DNS server that the containers inside the hosts are given. */
export const resolverSpec = { name: "resolver", address: "10.77.1.53" };

/** The name of the container of a member of the lab; prefixed, so that it meets no container of the user's. */
export function containerName(member: string): string {
  return `dagster-multihost-lab-${member}`;
}

/** The names under which the lab's members know each other. */
export function namesOf(member: string): string[] {
  return [member, `${member}.${network.domain}`];
}

/** The DNS server's table, in the format of /etc/hosts. */
export function hostsTable(): string {
  return [...hostSpecs, registrySpec, resolverSpec]
    .map(({ name, address }) => `${address} ${namesOf(name).join(" ")}\n`)
    .join("");
}
