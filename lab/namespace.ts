import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import type { Options } from "execa";
import { cacheDirectory } from "../scripts/cache.ts";
import { administratorPath, installPackages, isInstalled } from "../scripts/packages.ts";
import { UserError } from "../scripts/report.ts";
import type { Report } from "../scripts/report.ts";
import { asRoot, rootCommand } from "../scripts/root.ts";
import { labSuffix, labVariable } from "./topology.ts";
import { waitFor } from "./waitFor.ts";

/**
 * The namespaces that a lab above 0 lives in, with its Docker daemon and with all that works on it: a network, processes and
 * mounts of its own. Nothing there meets the machine's own Docker, firewall, ports or processes. The way out leads through
 * slirp4netns, as in rootless Docker: ordinary connections of this machine, without a change to its routes or its firewall.
 */
interface Files {
  /** The process id of the namespaces' first process, as this machine counts. When it ends, all the others end too. */
  pid: string;
  /** The process id of slirp4netns. */
  networkPid: string;
  resolver: string;
  log: string;
}

/**
 * Makes the namespaces of a lab, unless they are there.
 *
 * @throws UserError `LAB_NAMESPACE_FAILED` with what went wrong, `SLIRP_MISSING` when slirp4netns cannot be installed.
 */
export async function ensureNamespace(index: number, report: Report): Promise<void> {
  const files = filesOf(index);
  if (firstProcess(files) !== undefined) return;
  if (!(await isInstalled("slirp4netns")) || !(await isInstalled("ip")))
    await installPackages(report, ["slirp4netns", "iproute2"], "SLIRP_MISSING", "slirp4netns or iproute2");
  await closeNamespace(index);
  writeFileSync(files.resolver, "nameserver 10.0.2.3\n");
  const namespaces = ["--net", "--mount", "--pid", "--fork"];
  start(["unshare", ...namespaces, "sh", "-euc", firstScript, firstName, files.pid, files.resolver], files);
  const pid = await waitFor(10, () => firstProcess(files));
  if (pid === undefined) throw failed(index, files);
  const network = ["--configure", "--mtu=65520", "--disable-host-loopback", pid, "tap0"];
  writeFileSync(files.networkPid, String(start(["slirp4netns", ...network], files)));
  const route = await waitFor(10, async () => {
    const { stdout } = await within(index, ["ip", "route", "show", "default"], { reject: false });
    return stdout === "" ? undefined : stdout;
  });
  if (route === undefined) throw failed(index, files);
}

/** Ends every process in the namespaces of a lab, and with them the namespaces. Does nothing where there are none. */
export async function closeNamespace(index: number): Promise<void> {
  const files = filesOf(index);
  const pid = firstProcess(files);
  if (pid !== undefined) {
    await asRoot("kill", ["-KILL", pid], { reject: false });
    await waitFor(20, () => (firstProcess(files) === undefined ? true : undefined));
  }
  const network = read(files.networkPid);
  if (commandLine(network).includes("slirp4netns"))
    await asRoot("kill", ["-TERM", network], { reject: false });
  for (const file of [files.pid, files.networkPid]) rmSync(file, { force: true });
}

/**
 * Runs a command in the namespaces of a lab, as the user that this process has, in its folder and with its environment. Everything
 * there works with that lab.
 */
export function within<O extends Options>(index: number, command: string[], options?: O) {
  const [file, ...rest] = withinCommand(index, command);
  return execa(file, rest, options);
}

/** The words of a command that runs in the namespaces of a lab. */
export function withinCommand(index: number, command: string[]): [string, ...string[]] {
  const pid = firstProcess(filesOf(index));
  if (pid === undefined) {
    const fix = `\`npm run lab -- enter ${index}\` makes them`;
    throw new UserError("LAB_NAMESPACE_MISSING", `Lab ${index} has no namespaces on this machine; ${fix}.`);
  }
  const [user, group] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
  const asUser = user === 0 ? [] : ["setpriv", `--reuid=${user}`, `--regid=${group}`, "--init-groups"];
  const environment = [`PATH=${process.env["PATH"] ?? ""}`, `${labVariable}=${index}`];
  const words = [
    ...["nsenter", "--target", pid, "--net", "--mount", "--pid", "--", ...asUser],
    ...["env", "--unset=DOCKER_HOST", ...environment, "sh", "-c", 'cd "$0" && exec "$@"', process.cwd()],
    ...command,
  ];
  return (user === 0 ? words : ["sudo", "-n", "-E", ...words]) as [string, ...string[]];
}

/** Whether this process is in the namespaces of a lab. */
export function insideNamespace(): boolean {
  return commandLine("1").includes(firstName);
}

const firstName = "dagster-multihost-lab-namespace";

// The first process has to take in those whose parents have ended. It reads its number before it sees its own /proc.
const firstScript = `
read -r pid _ </proc/self/stat
mount -t proc proc /proc
mount --bind "$2" /etc/resolv.conf
ip link set lo up
echo "$pid" >"$1"
while :; do sleep 3600 & wait "$!" || :; done`;

function filesOf(index: number): Files {
  const directory = cacheDirectory(`namespace${labSuffix(index)}`);
  const [pid, networkPid, resolver, log] = ["pid", "slirp4netns.pid", "resolv.conf", "log"].map((name) =>
    join(directory, name),
  ) as [string, string, string, string];
  return { pid, networkPid, resolver, log };
}

/** The id of the first process, if it lives. After a restart of the machine the number may be another program's. */
function firstProcess(files: Files): string | undefined {
  const pid = read(files.pid);
  return commandLine(pid).includes(firstName) ? pid : undefined;
}

function commandLine(pid: string): string[] {
  return pid === "" ? [] : read(`/proc/${pid}/cmdline`).split("\0");
}

function read(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8").trim() : "";
}

/** Starts a program as root that goes on when this process ends; what it says is in the log. */
function start([command = "", ...rest]: string[], files: Files): number | undefined {
  const [file, ...words] = rootCommand(command, rest);
  const log = openSync(files.log, "w", 0o600);
  const env = { ...process.env, PATH: administratorPath() };
  const child = spawn(file, words, { detached: true, stdio: ["ignore", log, log], env });
  child.on("error", () => undefined);
  child.unref();
  closeSync(log);
  return child.pid;
}

function failed(index: number, files: Files): UserError {
  return new UserError(
    "LAB_NAMESPACE_FAILED",
    `The namespaces of lab ${index} do not come up. They need root, and the device /dev/net/tun. Last lines of ${files.log}:\n` +
      read(files.log).split("\n").slice(-5).join("\n"),
  );
}
