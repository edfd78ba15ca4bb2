# Puts dockerd under a new configuration, or leaves it exactly as it was and says why.
# Standard input: four base64 lines: daemon.json, the old daemon.json with live-restore, the systemd drop-in, the server
# certificate (so that a new one is noticed). Variables: host, wait_seconds.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for file in daemon.json live-restore.json drop-in certificate; do
  read -r line || true
  printf '%s' "$line" | base64 -d >"$work/$file"
done
chmod 644 "$work"/*

# Nothing to do: the files are in place and dockerd runs with them.
if [ -d "$state" ] && cmp -s "$work/daemon.json" "$config" && cmp -s "$work/certificate" "$state/certificate" &&
  { [ ! -s "$work/drop-in" ] || cmp -s "$work/drop-in" "$dropin"; } && answers 1; then
  exit 0
fi

# What was there: for a rollback now, and, the first time, for destroy.
if [ -f "$config" ]; then cp -p "$config" "$work/old.json"; fi
if [ -f "$dropin" ]; then cp -p "$dropin" "$work/old-drop-in"; fi
had_dropins=no
[ ! -d "$dropins" ] || had_dropins=yes
first=no
if [ ! -d "$state" ]; then
  first=yes
  mkdir -p "$state"
  chmod 700 "$state"
  if [ -f "$config" ]; then cp -p "$config" "$state/daemon.json"; fi
  systemctl show -p ExecStart --value docker.service >"$state/exec-start"
  cp "$work/live-restore.json" "$state/live-restore.json"
  live_restore >"$state/live-restore-was"
fi

# The restart that turns live-restore on would end the running containers; a reload does not.
if [ "$first" = yes ] && [ "$(live_restore)" = false ] && grep -q '"live-restore": true' "$work/live-restore.json"; then
  put "$work/live-restore.json" "$config"
  reload_until true
fi

started=$(date +%s)
put "$work/daemon.json" "$config"
put "$work/drop-in" "$dropin"
if restart "$wait_seconds"; then
  cp "$work/certificate" "$state/certificate"
  cp "$config" "$state/written.json"
  exit 0
fi

log=$(journalctl -u docker.service --since "@$started" -o cat --no-pager 2>/dev/null | grep -v '^$' | tail -n 20)
put "$work/old-drop-in" "$dropin"
[ "$had_dropins" = yes ] || rmdir "$dropins" 2>/dev/null || true
if [ "$first" = yes ]; then put "$work/live-restore.json" "$config"; else put "$work/old.json" "$config"; fi
if restart 60; then
  outcome="The old configuration is back and dockerd is running."
else
  outcome="The old configuration is back, but dockerd does not start with it either: see journalctl -u docker."
fi
if [ "$first" = yes ]; then
  [ "$(cat "$state/live-restore-was")" != false ] || live_restore_off "$work/live-restore.json"
  put "$work/old.json" "$config"
  rm -rf "$state"
  rmdir /var/lib/dagster-multihost 2>/dev/null || true
fi
cat >&2 <<TEXT
DOCKERD_REJECTED_CONFIGURATION: host $host: dockerd did not come up with the new configuration. $outcome
Correct docker.daemonOptions of this host in the fleet. What dockerd said:
$log
TEXT
exit 1
