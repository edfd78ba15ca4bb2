import { z } from "zod";
import { parseBytes } from "./bytes.ts";

const bytes = z
  .union([z.number(), z.string()])
  .refine((size) => parseBytes(size) !== undefined, 'must be a size such as 536870912, "512m" or "2g".');
const strings = z.array(z.string());
const command = z.union([z.string(), strings]);
const scalar = z.union([z.string(), z.number(), z.boolean()]);
const map = z.record(z.string(), scalar);
const integer = z.int();
const ulimit = z.union([
  z.strictObject({ name: z.string(), soft: integer.optional(), hard: integer.optional() }),
  z.strictObject({ Name: z.string(), Soft: integer.optional(), Hard: integer.optional() }),
]);
const bind = z.strictObject({ bind: z.string(), mode: z.string().optional() });
const engineObject = z.record(z.string(), z.unknown());
const mount = z.union([
  z.strictObject({
    target: z.string(),
    source: z.string().optional(),
    type: z.enum(["bind", "volume", "tmpfs", "npipe"]).default("volume"),
    read_only: z.boolean().default(false),
    consistency: z.string().optional(),
  }),
  z.strictObject({
    Target: z.string(),
    Source: z.string().optional(),
    Type: z.string(),
    ReadOnly: z.boolean().optional(),
    Consistency: z.string().optional(),
    BindOptions: engineObject.optional(),
    VolumeOptions: engineObject.optional(),
    TmpfsOptions: engineObject.optional(),
  }),
]);
const deviceRequest = z.union([
  z.strictObject({
    driver: z.string().optional(),
    count: integer.optional(),
    device_ids: strings.optional(),
    capabilities: z.array(strings).optional(),
    options: map.optional(),
  }),
  z.strictObject({
    Driver: z.string().optional(),
    Count: integer.optional(),
    DeviceIDs: strings.optional(),
    Capabilities: z.array(strings).optional(),
    Options: map.optional(),
  }),
]);
const healthcheck = z.strictObject({
  test: command.optional(),
  interval: integer.optional(),
  timeout: integer.optional(),
  retries: integer.optional(),
  start_period: integer.optional(),
});

/**
 * The keyword arguments of docker-py's `containers.create()` that a run container may be given, by their names there.
 * The launcher sets image, command and name itself.
 */
export const containerKwargsSchema = z.strictObject({
  auto_remove: z.boolean().optional(),
  blkio_weight: integer.optional(),
  cap_add: strings.optional(),
  cap_drop: strings.optional(),
  cgroup_parent: z.string().optional(),
  cgroupns: z.enum(["private", "host"]).optional(),
  cpu_count: integer.optional(),
  cpu_percent: integer.optional(),
  cpu_period: integer.optional(),
  cpu_quota: integer.optional(),
  cpu_rt_period: integer.optional(),
  cpu_rt_runtime: integer.optional(),
  cpu_shares: integer.optional(),
  cpuset_cpus: z.string().optional(),
  cpuset_mems: z.string().optional(),
  device_cgroup_rules: strings.optional(),
  device_requests: z.array(deviceRequest).optional(),
  devices: strings.optional(),
  dns: strings.optional(),
  dns_opt: strings.optional(),
  dns_search: strings.optional(),
  domainname: z.string().optional(),
  entrypoint: command.optional(),
  environment: z.union([strings, z.record(z.string(), scalar.nullable())]).optional(),
  extra_hosts: z.union([strings, z.record(z.string(), z.string())]).optional(),
  group_add: z.array(z.union([z.string(), z.number()])).optional(),
  healthcheck: healthcheck.optional(),
  hostname: z.string().optional(),
  init: z.boolean().optional(),
  ipc_mode: z.string().optional(),
  labels: z.union([strings, map]).optional(),
  log_config: z
    .union([
      z.strictObject({ type: z.string(), config: map.optional() }),
      z.strictObject({ Type: z.string(), Config: map.optional() }),
    ])
    .optional(),
  mac_address: z.string().optional(),
  mem_limit: bytes.optional(),
  mem_reservation: bytes.optional(),
  mem_swappiness: integer.optional(),
  memswap_limit: bytes.optional(),
  mounts: z.array(mount).optional(),
  nano_cpus: integer.optional(),
  network_mode: z.string().optional(),
  oom_kill_disable: z.boolean().optional(),
  oom_score_adj: integer.optional(),
  pid_mode: z.string().optional(),
  pids_limit: integer.optional(),
  platform: z.string().optional(),
  privileged: z.boolean().optional(),
  publish_all_ports: z.boolean().optional(),
  read_only: z.boolean().optional(),
  restart_policy: z.strictObject({ Name: z.string(), MaximumRetryCount: integer.optional() }).optional(),
  runtime: z.string().optional(),
  security_opt: strings.optional(),
  shm_size: bytes.optional(),
  stdin_open: z.boolean().optional(),
  stop_signal: z.string().optional(),
  storage_opt: map.optional(),
  sysctls: map.optional(),
  tmpfs: z.record(z.string(), z.string()).optional(),
  tty: z.boolean().optional(),
  ulimits: z.array(ulimit).optional(),
  user: z.union([z.string(), integer]).optional(),
  userns_mode: z.string().optional(),
  uts_mode: z.string().optional(),
  volume_driver: z.string().optional(),
  volumes: z.union([strings, z.record(z.string(), bind)]).optional(),
  volumes_from: strings.optional(),
  working_dir: z.string().optional(),
});

/** Keyword arguments for a run container. */
export type ContainerKwargs = z.output<typeof containerKwargsSchema>;

/** docker-py names that are refused, and why. */
export const refusedKwargs: Record<string, string> = {
  command: "the launcher sets the command of a run.",
  detach: "a run container is always detached; remove it.",
  image: "the image comes from the run; use the tag dagster/image or DAGSTER_CURRENT_IMAGE.",
  links: "links are deprecated by Docker; use 'network' of the host.",
  name: "the launcher names the container, so that a repeated launch finds it.",
  network: "use 'network' of the host instead.",
  networking_config: "use 'networks' of the host instead.",
  ports: "a run serves no ports; use publish_all_ports if it must.",
  remove: "use auto_remove.",
};
