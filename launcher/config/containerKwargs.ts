import { z } from "zod";
import {
  bind,
  bytes,
  command,
  deviceRate,
  deviceRequest,
  deviceWeight,
  healthcheck,
  hostPorts,
  integer,
  logConfig,
  map,
  mount,
  scalar,
  strings,
  ulimit,
} from "./containerShapes.ts";

/**
 * The keyword arguments of docker-py's `containers.create()` that a run container may be given, by their names there.
 * The launcher sets image, command and name itself.
 */
export const containerKwargsSchema = z
  .strictObject({
    auto_remove: option(
      z.boolean(),
      "Remove the container when it ends. Its exit code and last log lines are lost then, so a failed run is explained worse.",
      false,
    ),
    blkio_weight: option(integer, "Share of block I/O, 10 to 1000.", 500),
    blkio_weight_device: option(z.array(deviceWeight), "Share of block I/O for single devices.", [
      { Path: "/dev/sda", Weight: 200 },
    ]),
    cap_add: option(strings, "Linux capabilities to add.", ["SYS_PTRACE"]),
    cap_drop: option(strings, "Linux capabilities to drop.", ["ALL"]),
    cgroup_parent: option(z.string(), "Parent cgroup.", "runs.slice"),
    cgroupns: option(z.enum(["private", "host"]), "Cgroup namespace.", "private"),
    cpu_count: option(integer, "CPUs that can be used (Windows).", 2),
    cpu_percent: option(integer, "Percent of the CPUs that can be used (Windows).", 50),
    cpu_period: option(integer, "Length of a CPU period, in microseconds.", 100000),
    cpu_quota: option(integer, "CPU time in each cpu_period, in microseconds.", 150000),
    cpu_rt_period: option(integer, "Length of a real-time CPU period, in microseconds.", 1000000),
    cpu_rt_runtime: option(integer, "Real-time CPU time in each period, in microseconds.", 950000),
    cpu_shares: option(integer, "Share of CPU time when CPUs are scarce; Docker's own default is 1024.", 512),
    cpuset_cpus: option(z.string(), "CPUs that may be used.", "0-3"),
    cpuset_mems: option(z.string(), "Memory nodes that may be used (NUMA).", "0"),
    device_cgroup_rules: option(strings, "Rules of the devices cgroup.", ["c 42:* rmw"]),
    device_read_bps: option(z.array(deviceRate), "Limit of reads from devices, in bytes per second.", [
      { Path: "/dev/sda", Rate: 1048576 },
    ]),
    device_read_iops: option(z.array(deviceRate), "Limit of reads from devices, in operations per second.", [
      { Path: "/dev/sda", Rate: 1000 },
    ]),
    device_requests: option(z.array(deviceRequest), "Devices such as GPUs; `count: -1` means all.", [
      { count: 1, capabilities: [["gpu"]] },
    ]),
    device_write_bps: option(z.array(deviceRate), "Limit of writes to devices, in bytes per second.", [
      { Path: "/dev/sda", Rate: 1048576 },
    ]),
    device_write_iops: option(z.array(deviceRate), "Limit of writes to devices, in operations per second.", [
      { Path: "/dev/sda", Rate: 1000 },
    ]),
    devices: option(strings, "Devices of the host: HOST_PATH[:CONTAINER_PATH[:PERMISSIONS]].", [
      "/dev/fuse:/dev/fuse:rwm",
    ]),
    dns: option(strings, "DNS servers.", ["10.0.0.53"]),
    dns_opt: option(strings, "Options of the resolver.", ["timeout:2"]),
    dns_search: option(strings, "DNS search domains.", ["corp.example.com"]),
    domainname: option(z.string(), "Domain name of the container.", "corp.example.com"),
    entrypoint: option(
      command,
      "Takes the place of the image's entry point; the run's command becomes its arguments.",
      ["tini", "--"],
    ),
    environment: option(
      z.union([strings, z.record(z.string(), scalar.nullable())]),
      "Environment variables, as a map or as a list of KEY=VALUE. Null removes a variable of the image.",
      { LOG_LEVEL: "debug" },
    ),
    extra_hosts: option(
      z.union([strings, z.record(z.string(), z.string())]),
      "Entries of /etc/hosts: name to address.",
      { warehouse: "10.0.1.50" },
    ),
    group_add: option(z.array(z.union([z.string(), z.number()])), "Further groups of the process.", [
      "docker",
    ]),
    healthcheck: option(
      healthcheck,
      "Docker's own health check; times in nanoseconds. The launcher does not look at it.",
      { test: ["NONE"] },
    ),
    hostname: option(z.string(), "Host name inside the container.", "run"),
    init: option(z.boolean(), "Run an init process that forwards signals and reaps processes.", true),
    ipc_mode: option(z.string(), "IPC namespace.", "host"),
    isolation: option(z.string(), "Isolation technology (Windows).", "process"),
    labels: option(
      z.union([strings, map]),
      "Labels, as a map or as a list of KEY=VALUE. The launcher's own win.",
      { team: "data" },
    ),
    links: option(
      z.union([strings, z.record(z.string(), z.string())]),
      "Links to other containers: name to alias. Deprecated by Docker; use networks.",
      { redis: "cache" },
    ),
    log_config: option(logConfig, "Log driver and its options.", {
      type: "json-file",
      config: { "max-size": "10m" },
    }),
    mac_address: option(z.string(), "MAC address.", "02:42:ac:11:00:02"),
    mem_limit: option(
      bytes,
      "Memory limit. A process that takes more is killed; the run's failure says so.",
      "2g",
    ),
    mem_reservation: option(
      bytes,
      "Memory that the container is pushed back to when the host runs short.",
      "1g",
    ),
    mem_swappiness: option(integer, "How eagerly memory is swapped out, 0 to 100.", 0),
    memswap_limit: option(bytes, "Memory and swap together; -1 is without limit.", "2g"),
    mounts: option(z.array(mount), "Mounts, in docker-py's or the engine's names.", [
      { type: "bind", source: "/data", target: "/data", read_only: true },
    ]),
    nano_cpus: option(integer, "CPU time, in billionths of a CPU.", 1500000000),
    network_disabled: option(
      z.boolean(),
      "No network at all. Dagster's storage must be reachable without one.",
      false,
    ),
    network_mode: option(z.string(), "Network mode, in place of network and networks.", "host"),
    oom_kill_disable: option(z.boolean(), "Do not kill the process when memory runs out.", false),
    oom_score_adj: option(integer, "Preference of the out-of-memory killer, -1000 to 1000.", 500),
    pid_mode: option(z.string(), "PID namespace.", "host"),
    pids_limit: option(integer, "Greatest number of processes.", 512),
    platform: option(z.string(), "Platform of the image.", "linux/amd64"),
    ports: option(
      z.record(z.string(), hostPorts),
      "Ports of the container to publish: PORT[/PROTOCOL] to a port of the host, [ADDRESS, PORT], a list of ports, or null for a free one. Two runs cannot take the same port of a host.",
      { "4040/tcp": null },
    ),
    privileged: option(z.boolean(), "All capabilities and devices: the run can take over the host.", false),
    publish_all_ports: option(
      z.boolean(),
      "Publish every port that the image exposes on free ports of the host.",
      false,
    ),
    read_only: option(z.boolean(), "Read-only root file system.", true),
    restart_policy: option(
      z.strictObject({ Name: z.string(), MaximumRetryCount: integer.optional() }),
      "Docker's restart policy. A run that Docker starts again fails; leave it out.",
      { Name: "no" },
    ),
    runtime: option(z.string(), "Container runtime.", "nvidia"),
    security_opt: option(strings, "Security options.", ["no-new-privileges"]),
    shm_size: option(bytes, "Size of /dev/shm.", "1g"),
    stdin_open: option(z.boolean(), "Keep standard input open.", false),
    stop_signal: option(
      z.string(),
      "Signal that stops the container. Dagster's workers expect SIGTERM.",
      "SIGTERM",
    ),
    storage_opt: option(map, "Options of the storage driver.", { size: "20G" }),
    sysctls: option(map, "Kernel parameters of the container.", { "net.core.somaxconn": 1024 }),
    tmpfs: option(
      z.union([strings, z.record(z.string(), z.string())]),
      "Temporary file systems: path to options, or a list of PATH[:OPTIONS].",
      { "/scratch": "size=1g" },
    ),
    tty: option(z.boolean(), "Allocate a terminal.", false),
    ulimits: option(z.array(ulimit), "Limits of the kernel's, in docker-py's or the engine's names.", [
      { name: "nofile", soft: 65536, hard: 65536 },
    ]),
    user: option(z.union([z.string(), integer]), "User, and group, of the process.", "1000:1000"),
    userns_mode: option(z.string(), "User namespace.", "host"),
    uts_mode: option(z.string(), "UTS namespace.", "host"),
    volume_driver: option(z.string(), "Driver of the container's volumes.", "local"),
    volumes: option(
      z.union([strings, z.record(z.string(), bind)]),
      "Folders of the host and volumes: a list of SOURCE:TARGET[:MODE], or source to {bind, mode}.",
      ["/data:/data:ro"],
    ),
    volumes_from: option(z.union([strings, z.string()]), "Containers whose volumes are mounted too.", [
      "data:ro",
    ]),
    working_dir: option(z.string(), "Working directory.", "/app"),
  })
  .meta({ id: "ContainerKwargs", title: "Container options" });

/** Keyword arguments for a run container. */
export type ContainerKwargs = z.output<typeof containerKwargsSchema>;

/** docker-py names that are refused, and why. */
export const refusedKwargs: Record<string, string> = {
  command: "the launcher sets the command of a run.",
  detach: "a run container is always detached; remove it.",
  image: "the image comes from the run; use the tag dagster/image or DAGSTER_CURRENT_IMAGE.",
  init_path: "Docker Engine no longer has it; use init.",
  kernel_memory: "Docker Engine no longer has it; use mem_limit.",
  lxc_conf: "Docker Engine no longer has it; remove it.",
  name: "the launcher names the container, so that a repeated launch finds it.",
  network: "use 'network' of the host instead.",
  networking_config: "use 'networks' of the host instead.",
  remove: "use auto_remove.",
  use_config_proxy: "it reads a file of the client's; set HTTP_PROXY and the like in env_vars.",
  version: "the launcher agrees on the API version with each host; remove it.",
};

/** An option with what it means and an example, for the reference in docs/configuration.md. */
function option<T extends z.ZodType>(schema: T, description: string, example: unknown): z.ZodOptional<T> {
  return schema.optional().meta({ description, examples: [example] });
}
