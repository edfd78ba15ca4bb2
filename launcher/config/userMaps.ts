/** Options that are maps of a user's own names: there `env` is a name like any other, and null is a value. */
export const userMaps = new Set([
  "environment",
  "labels",
  "sysctls",
  "tmpfs",
  "volumes",
  "storage_opt",
  "extra_hosts",
  "links",
  "ports",
  // Of log_config and device_requests: Docker's log drivers have an option `env`.
  "config",
  "Config",
  "options",
  "Options",
]);
