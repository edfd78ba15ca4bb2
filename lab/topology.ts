import { UserError } from "../scripts/report.ts";

/** The environment variable that names the lab a process works with: a whole number from 0 to 99. */
export const labVariable = "DAGSTER_MULTIHOST_LAB";

/**
 * Which of this machine's labs this process works with. 0 is the lab of `npm run lab` and of the demo; every other one lives in
 * a network of its own ({@link ./space.ts}).
 */
export const labIndex = parseIndex(process.env[labVariable]);

/**
 * Reads the number of a lab.
 *
 * @throws UserError `LAB_NUMBER_INVALID`.
 */
export function parseIndex(text = ""): number {
  const index = text === "" ? 0 : Number(text);
  if (Number.isInteger(index) && index >= 0 && index < 100) return index;
  throw new UserError("LAB_NUMBER_INVALID", `${labVariable}=${text}: give a whole number from 0 to 99.`);
}

/** What a lab adds to every name, so that no two labs share one: nothing for lab 0, else `-` and its number. */
export function labSuffix(index = labIndex): string {
  return index === 0 ? "" : `-${index}`;
}

/** The address of a member on the lab's network: 10.77.<number of the lab + 1>.<member>. */
export function labAddress(member: number): string {
  return `10.77.${labIndex + 1}.${member}`;
}

/** The lab's one network and the fixed addresses on it. */
export const network = {
  name: `dagster-multihost-lab${labSuffix()}`,
  subnet: `${labAddress(0)}/24`,
  gateway: labAddress(254),
  /** At most 15 characters, as Linux wants it for an interface. */
  bridge: `dmh-lab${labSuffix()}`,
  domain: "lab.test",
};

/** A server of the lab: `docker` has Docker Engine, `dagster` has none, but a Python environment with Dagster. */
export type HostSpec = { name: string; address: string; kind: "docker" | "dagster" };

/** The lab's servers. */
export const hostSpecs: HostSpec[] = [
  { name: "host-a", address: labAddress(1), kind: "docker" },
  { name: "host-b", address: labAddress(2), kind: "docker" },
  { name: "host-c", address: labAddress(3), kind: "docker" },
  { name: "host-d", address: labAddress(4), kind: "dagster" },
];

/** The image registry: TLS, one user. */
export const registrySpec = {
  name: "registry",
  address: labAddress(10),
  url: "registry.lab.test:5000",
  port: 5000,
  username: "ci",
};

/** The DNS server that the containers inside the hosts are given. */
export const resolverSpec = { name: "resolver", address: labAddress(53) };

/** The name of the container of a member of the lab; prefixed, so that it meets no container of the user's. */
export function containerName(member: string): string {
  return `dagster-multihost-lab${labSuffix()}-${member}`;
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
