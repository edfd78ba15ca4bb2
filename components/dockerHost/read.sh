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
if [ -d "$state" ]; then content "$state/daemon.json"; else content "$current"; fi | say original
# Without a drop-in of ours systemd knows it best: somebody may have edited the unit since.
if ls "$root"/etc/systemd/system/docker.service.d/*dagster-multihost.conf >/dev/null 2>&1; then
  content "$state/exec-start"
else
  systemctl show -p ExecStart --value docker.service
fi | say exec-start
content "$current" | say current
content "$state/written.json" | say written
content "$state/revision" | say revision
date +%s | say clock
if [ -n "$port" ]; then { ss -Hltnp "sport = :$port" 2>/dev/null || true; } | say listeners; fi
