# Prints what dockerd's configuration is, and was before us, as lines "NAME BASE64". Variables: port, empty when none is to be opened.
set -eu
root=${DAGSTER_MULTIHOST_ROOT-}
say() { # NAME, with the value on standard input
  printf '%s %s\n' "$1" "$(base64 -w 0)"
}
content() { # FILE
  if [ -f "$1" ]; then cat "$1"; fi
}

current=$root/etc/docker/daemon.json
state=$root/var/lib/dagster-multihost/dockerd
if [ -d "$state" ]; then
  content "$state/daemon.json" | say original
  content "$state/exec-start" | say exec-start
else
  content "$current" | say original
  systemctl show -p ExecStart --value docker.service | say exec-start
fi
content "$current" | say current
content "$state/written.json" | say written
content "$state/revision" | say revision
date +%s | say clock
if [ -n "$port" ]; then { ss -Hltnp "sport = :$port" 2>/dev/null || true; } | say listeners; fi
