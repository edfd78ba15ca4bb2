# Puts dockerd under a new configuration, or leaves it exactly as it was and says why.
# Standard input: four base64 lines: daemon.json, the old daemon.json with live-restore, the systemd drop-in, the server
# certificate (so that a new one is noticed). Variables: host, wait_seconds.
set -eu
state=/var/lib/dagster-multihost/dockerd
config=/etc/docker/daemon.json
dropin=/etc/systemd/system/docker.service.d/dagster-multihost.conf
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for file in daemon.json live-restore.json drop-in certificate; do
  read -r line || true
  printf '%s' "$line" | base64 -d >"$work/$file"
done

answers() { # SECONDS
  n=0
  until docker version >/dev/null 2>&1; do
    n=$((n + 1))
    [ $n -le "$1" ] || return 1
    sleep 1
  done
}
put() { # SOURCE DESTINATION: an empty or missing source removes the destination
  if [ -s "$1" ]; then
    mkdir -p "$(dirname "$2")"
    cp "$1" "$2.new" && mv "$2.new" "$2"
  else
    rm -f "$2"
  fi
}
live_restore() { docker info --format '{{.LiveRestoreEnabled}}' 2>/dev/null || true; }

# Nothing to do: the files are in place and dockerd runs with them.
if [ -d "$state" ] && cmp -s "$work/daemon.json" "$config" && cmp -s "$work/certificate" "$state/certificate" &&
  { [ ! -s "$work/drop-in" ] || cmp -s "$work/drop-in" "$dropin"; } && answers 1; then
  exit 0
fi

# What was there: for a rollback now, and, the first time, for destroy.
if [ -f "$config" ]; then cp -p "$config" "$work/old.json"; fi
if [ -f "$dropin" ]; then cp -p "$dropin" "$work/old-drop-in"; fi
first=no
if [ ! -d "$state" ]; then
  first=yes
  mkdir -p "$state"
  chmod 700 "$state"
  if [ -f "$config" ]; then cp -p "$config" "$state/daemon.json"; fi
  systemctl show -p ExecStart --value docker.service >"$state/exec-start"
  cp "$work/live-restore.json" "$state/live-restore.json"
fi

# The restart that turns live-restore on would end the running containers; a reload does not.
if [ "$first" = yes ] && [ "$(live_restore)" = false ] && ! cmp -s "$work/live-restore.json" "$config"; then
  put "$work/live-restore.json" "$config"
  systemctl reload docker 2>/dev/null || true
  n=0
  while [ "$(live_restore)" = false ] && [ $n -lt 10 ]; do
    n=$((n + 1))
    sleep 0.5
  done
fi

started=$(date +%s)
put "$work/daemon.json" "$config"
put "$work/drop-in" "$dropin"
systemctl daemon-reload
systemctl reset-failed docker.service 2>/dev/null || true
if timeout "$wait_seconds" systemctl restart docker.service >/dev/null 2>&1 && answers "$wait_seconds"; then
  cp "$work/certificate" "$state/certificate"
  cp "$config" "$state/written.json"
  exit 0
fi

log=$(journalctl -u docker.service --since "@$started" -o cat --no-pager 2>/dev/null | grep -v '^$' | tail -n 20)
put "$work/old.json" "$config"
put "$work/old-drop-in" "$dropin"
rmdir /etc/systemd/system/docker.service.d 2>/dev/null || true
[ "$first" = no ] || rm -rf "$state"
rmdir /var/lib/dagster-multihost 2>/dev/null || true
systemctl daemon-reload
systemctl reset-failed docker.service 2>/dev/null || true
if timeout 60 systemctl restart docker.service >/dev/null 2>&1 && answers 30; then
  outcome="The old configuration is back and dockerd is running."
else
  outcome="The old configuration is back, but dockerd does not start with it either: see journalctl -u docker."
fi
cat >&2 <<TEXT
DOCKERD_REJECTED_CONFIGURATION: host $host: dockerd did not come up with the new configuration. $outcome
Correct docker.daemonOptions of this host in the fleet. What dockerd said:
$log
TEXT
exit 1
