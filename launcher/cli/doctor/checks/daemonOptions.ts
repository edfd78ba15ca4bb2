import { ok, skipped, warning, failure } from "../finding.ts";
import type { Finding } from "../finding.ts";
import type { LocationProbe } from "../hosts/context.ts";
import type { Info } from "../hosts/engineAnswers.ts";

/** Names the section of the benchmark that asks for it. */
export function cis(section: string, finding: Finding): Finding {
  return { ...finding, reference: `CIS Docker Benchmark 1.6.0, ${section}` };
}

/** What `GET /info` tells about dockerd's options. */
export function infoFindings(info: Info): Finding[] {
  return [
    cis("2.15", liveRestore(info)),
    cis("2.5", insecureRegistries(info)),
    cis("2.7", plainListener(info)),
    cis("2.18", experimental(info)),
    cis("2.10", cgroups(info)),
  ];
}

/** What a container of the host tells about the defaults that dockerd gives to containers. */
export function containerFindings(probed: LocationProbe | Finding): Finding[] {
  const sections = ["2.14", "2.13"] as const;
  if ("outcome" in probed) return sections.map((section) => cis(section, probed));
  return [cis("2.14", newPrivileges(probed)), cis("2.13", logRotation(probed.log))];
}

function liveRestore({ LiveRestoreEnabled: enabled, Swarm: swarm }: Info): Finding {
  if (enabled === true) return ok("live-restore is on: containers go on when dockerd is restarted.");
  if (swarm?.LocalNodeState === "active")
    return skipped(
      "live-restore is off, as it must be on a node of a swarm: a restart of dockerd ends its runs.",
    );
  return warning(
    "live-restore is off: a restart of dockerd ends all runs on the host.",
    setting('"live-restore": true'),
  );
}

function insecureRegistries({ RegistryConfig: registries }: Info): Finding {
  const networks = (registries?.InsecureRegistryCIDRs ?? []).filter(
    // dockerd adds these itself.
    (network) => network !== "127.0.0.0/8" && network !== "::1/128",
  );
  const named = Object.entries(registries?.IndexConfigs ?? {}).flatMap(([name, { Secure }]) =>
    Secure === false ? [name] : [],
  );
  const all = [...networks, ...named];
  if (all.length === 0) return ok("No insecure registry is configured.");
  const fix = `Give the registry a certificate, put its CA into /etc/docker/certs.d, and ${setting('"insecure-registries"', "remove")}`;
  return warning(`Images of ${all.join(", ")} are pulled without checking who sends them.`, fix);
}

function plainListener({ Warnings: warnings }: Info): Finding {
  const plain = (warnings ?? []).find((text) =>
    /API is accessible on (?:(?:http|tcp):\/\/|\S+ without TLS client verification)/i.test(text),
  );
  if (plain === undefined) return ok("dockerd does not warn of an API that asks for no client certificate.");
  const [, address = ""] = /accessible on (\S+)/i.exec(plain) ?? [];
  const fix =
    "Remove that address from dockerd's hosts, or set tlsverify, tlscacert, tlscert and tlskey. pulumi up does it.";
  return failure(
    `dockerd says that its API on ${address} asks for no client certificate: who reaches it is root there.`,
    fix,
  );
}

function experimental({ ExperimentalBuild: enabled }: Info): Finding {
  if (enabled !== true) return ok("Experimental features are off.");
  return warning("Experimental features of dockerd are on.", setting('"experimental": true', "remove"));
}

function cgroups({ CgroupDriver: driver = "unknown", CgroupVersion: version = "1" }: Info): Finding {
  if (driver === "none")
    return warning(
      "dockerd has no cgroup driver: limits of memory and CPU have no effect.",
      "Run dockerd as root, or with cgroup v2.",
    );
  if (version === "2" && driver === "cgroupfs")
    return warning(
      "The cgroup driver is cgroupfs with cgroup v2, beside systemd's own.",
      setting('"exec-opts": ["native.cgroupdriver=systemd"]'),
    );
  return ok(`The cgroup driver is ${driver}, with cgroup v${version}.`);
}

function newPrivileges({ no_new_privileges: set }: LocationProbe): Finding {
  if (set === null) return skipped("The host's kernel does not tell whether containers may gain privileges.");
  if (set) return ok("Containers cannot gain privileges (no-new-privileges).");
  return warning(
    "Processes of a container may gain privileges, as by setuid programs.",
    setting('"no-new-privileges": true'),
  );
}

function logRotation({ driver, options }: LocationProbe["log"]): Finding {
  if (driver !== "json-file") return ok(`Containers log with '${driver}'.`);
  if (options["max-size"] !== undefined)
    return ok(`Logs of containers are rotated at ${options["max-size"]}.`);
  return warning(
    "Logs of containers grow without a limit (json-file without max-size).",
    setting('"log-opts": {"max-size": "10m", "max-file": "3"}'),
  );
}

function setting(line: string, verb: "set" | "remove" = "set"): string {
  return `${verb === "set" ? "Set" : "remove"} ${line} ${verb === "set" ? "in" : "from"} /etc/docker/daemon.json (docker.daemonOptions of the fleet) and restart dockerd.`;
}
