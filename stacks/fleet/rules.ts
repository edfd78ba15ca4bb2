import { postgresVariables } from "../../components/launcherConfig/dagsterYaml.ts";
import type { Problem } from "../../launcher/config/index.ts";
import { suggest } from "../../launcher/config/suggest.ts";
import { firewallProblems } from "./firewallRules.ts";
import { hostObjectProblems } from "./hostRules.ts";
import type { Fleet, FleetLocation } from "./schema.ts";

/** The rules that span several fields of a fleet. Each problem names the item and the mend. */
export function fleetProblems(fleet: Fleet): Problem[] {
  return [
    ...duplicates(
      fleet.hosts.map(({ name }) => name),
      "hosts",
      "host",
    ),
    ...duplicates(
      fleet.locations.map(({ name }) => name),
      "locations",
      "location",
    ),
    ...hostKeyProblems(fleet),
    ...controlPlaneProblems(fleet),
    ...fleet.locations.flatMap((location, index) => locationProblems(fleet, location, `locations[${index}]`)),
    ...hostObjectProblems(fleet),
    ...firewallProblems(fleet),
    ...portProblems(fleet),
    ...environmentProblems(fleet),
  ];
}

function duplicates(names: string[], list: string, what: string): Problem[] {
  return names.flatMap((name, index) =>
    names.indexOf(name) < index
      ? [
          {
            path: `${list}[${index}].name`,
            message: `'${name}' is the name of ${list}[${names.indexOf(name)}] too. Give every ${what} its own name.`,
          },
        ]
      : [],
  );
}

function hostKeyProblems(fleet: Fleet): Problem[] {
  return fleet.hosts.flatMap(({ name, address, ssh }, index) =>
    ssh.hostKey === undefined && !ssh.insecureIgnoreHostKey
      ? [
          {
            path: `hosts[${index}].ssh.hostKey`,
            message:
              `Missing: without ${name}'s host key nobody can tell whether it is ${name}. Take it from the server itself ` +
              `(cat /etc/ssh/ssh_host_ed25519_key.pub) or, on a network you trust, from ssh-keyscan ${address}.`,
          },
        ]
      : [],
  );
}

function controlPlaneProblems(fleet: Fleet): Problem[] {
  const { host: name } = fleet.controlPlane;
  const host = fleet.hosts.find((candidate) => candidate.name === name);
  const problems: Problem[] = [];
  if (!host) problems.push(unknownHost(fleet, name, "controlPlane.host"));
  if (host?.gone) {
    problems.push({
      path: "controlPlane.host",
      message: `'${name}' is gone. Name another host: the control plane is made anew there, with a new internal database.`,
    });
  }
  if (host?.access === "none") {
    problems.push({
      path: "controlPlane.host",
      message: `'${name}' has access "none", but the control plane runs in containers. Set its access to "unix".`,
    });
  }
  fleet.hosts.forEach(({ access, gone, name: other }, index) => {
    // One that is gone is left as it was.
    if (host && access === "unix" && other !== name && !gone) {
      problems.push({
        path: `hosts[${index}].access`,
        message: `"unix" is for the control plane's own host (${name}) alone. Use "tls" or "ssh" for ${other}.`,
      });
    }
  });
  return problems;
}

function locationProblems(fleet: Fleet, location: FleetLocation, path: string): Problem[] {
  const { hosts, process, image, build } = location;
  const problems: Problem[] = [];
  if ((hosts === undefined) === (process === undefined)) {
    problems.push({ path, message: "Name either hosts, for containers, or process, for a bare process." });
  }
  if ((location.module === undefined) === (location.file === undefined)) {
    problems.push({ path, message: "Name either module or file: where the location's definitions are." });
  }
  if (hosts && image === undefined && build === undefined) {
    const message = "Missing: a location on Docker hosts needs an image, or build to have it built there.";
    problems.push({ path: `${path}.image`, message });
  }
  if (image !== undefined && build) {
    problems.push({
      path: `${path}.build`,
      message: "image and build exclude each other. Keep one of them.",
    });
  }
  if (location.launcher === "default" && hosts && hosts.length > 1) {
    const message = `"default" runs everything in the gRPC server's container, on ${hosts[0] ?? ""}. Name that host alone.`;
    problems.push({ path: `${path}.launcher`, message });
  }
  hosts?.forEach((name, index) => {
    const host = fleet.hosts.find((candidate) => candidate.name === name);
    if (!host) problems.push(unknownHost(fleet, name, `${path}.hosts[${index}]`));
    if (host?.access === "none") {
      const message = `'${name}' has access "none": it runs no containers. Set its access, or use process for this location.`;
      problems.push({ path: `${path}.hosts[${index}]`, message });
    }
  });
  if (process && !fleet.hosts.some(({ name }) => name === process.host)) {
    problems.push(unknownHost(fleet, process.host, `${path}.process.host`));
  }
  return problems;
}

function unknownHost(fleet: Fleet, name: string, path: string): Problem {
  return {
    path,
    message: `No host is named '${name}'. ${suggest(
      name,
      fleet.hosts.map((host) => host.name),
    )}`,
  };
}

/** Ports are published on the host's address: each can be had once. */
function portProblems(fleet: Fleet): Problem[] {
  const { controlPlane } = fleet;
  const taken = new Map<string, string>();
  const problems: Problem[] = [];
  const take = (host: string | undefined, port: number, path: string): void => {
    const key = `${host ?? ""}:${port}`;
    const other = taken.get(key);
    if (other === undefined) taken.set(key, path);
    else
      problems.push({
        path,
        message: `Port ${port} on ${host ?? "?"} is taken by ${other}. Choose another one.`,
      });
  };
  fleet.hosts.forEach(({ name, access, dockerPort }, index) => {
    if (access === "tls") take(name, dockerPort, `hosts[${index}].dockerPort`);
  });
  take(controlPlane.host, controlPlane.webserverPort, "controlPlane.webserverPort");
  take(controlPlane.host, controlPlane.statusPort, "controlPlane.statusPort");
  if ("internal" in controlPlane.postgres) {
    take(controlPlane.host, controlPlane.postgres.internal.port, "controlPlane.postgres.internal.port");
  }
  fleet.locations.forEach(({ hosts, process, port }, index) => {
    take(process?.host ?? hosts?.[0], port, `locations[${index}].port`);
  });
  return problems;
}

/** A bare `KEY` is taken from the launcher's environment, which the fleet itself makes: what is not there is missing. */
function environmentProblems(fleet: Fleet): Problem[] {
  const known = [...Object.keys(fleet.controlPlane.environment), ...postgresVariables];
  const lists: [string, string[]][] = [
    ["controlPlane.envVars", fleet.controlPlane.envVars],
    ...fleet.hosts.map(({ envVars }, index): [string, string[]] => [`hosts[${index}].envVars`, envVars]),
    ...fleet.locations.map(({ envVars }, index): [string, string[]] => [
      `locations[${index}].envVars`,
      envVars,
    ]),
    ...fleet.locations.map(({ containerContext }, index): [string, string[]] => [
      `locations[${index}].containerContext.envVars`,
      containerContext?.envVars ?? [],
    ]),
  ];
  return lists.flatMap(([path, entries]) =>
    entries.flatMap((entry, index) =>
      entry.includes("=") || known.includes(entry)
        ? []
        : [
            {
              path: `${path}[${index}]`,
              message: `'${entry}' has no value: write ${entry}=VALUE, or set controlPlane.environment.${entry} (as a secret, if it is one).`,
            },
          ],
    ),
  );
}
