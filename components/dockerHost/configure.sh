# Puts dockerd under a new configuration, or leaves it exactly as it was and says why. It can be cut off at any point and run again.
# Standard input: lines "NAME BASE64": the files of library.sh, and live-restore.json and original.json, as in plan.ts.
# Variables: host, revision, wait_seconds, proof: "yes" when the change stays pending until prove.sh ends it.
set -eu
umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

unpack() {
  while read -r name content; do printf '%s' "$content" | base64 -d >"$work/$name"; done
  chmod 644 "$work/daemon.json" "$work/drop-in" "$work/live-restore.json"
  if [ -f "$config" ]; then chmod --reference="$config" "$work/daemon.json" "$work/live-restore.json"; fi
}

# A directory that appears whole: what is in it is true, wherever the last attempt was cut off.
begin() {
  (umask 022 && mkdir -p "$(dirname "$state")")
  rm -rf "$state.new"
  mkdir "$state.new"
  if [ -f "$config" ]; then cp -p "$config" "$state.new/daemon.json"; fi
  if [ -d "$dropins" ]; then touch "$state.new/had-drop-ins"; fi
  systemctl show -p ExecStart --value docker.service >"$state.new/exec-start"
  cp "$work/live-restore.json" "$state.new/live-restore.json"
  live_restore >"$state.new/live-restore-was"
  mv "$state.new" "$state"
}

# What a failure goes back to: the state before the first change that has not been proven.
keep_previous() {
  rm -rf "$state/previous.new"
  mkdir "$state/previous.new"
  for name in $names; do
    place=$(place_of "$name")
    if [ -f "$place" ]; then cp -p "$place" "$state/previous.new/$name"; fi
  done
  for name in revision written.json; do
    if [ -f "$state/$name" ]; then cp -p "$state/$name" "$state/previous.new/$name"; fi
  done
  if [ -f "$state/daemon.json" ]; then cp -p "$state/daemon.json" "$state/previous.new/daemon.json.original"; fi
  mv "$state/previous.new" "$state/previous"
}

# Every file is written beside its place before the first one is moved there: a full disk changes nothing.
prepare() {
  if [ ! -d "$state" ]; then begin; fi
  if [ ! -d "$state/previous" ]; then keep_previous; fi
  for name in $names; do
    place=$(place_of "$name")
    if [ -s "$work/$name" ]; then
      (umask 022 && mkdir -p "$(dirname "$place")")
      cp -p "$work/$name" "$place.staged"
    fi
  done
  if [ -d "$tls" ]; then chmod 700 "$tls"; fi
}

fresh=$([ -d "$state" ] || echo yes)
pending=$([ ! -d "$state/previous" ] || echo yes)
take_back() { # What was prepared, and not yet put in place.
  for name in $names; do rm -f "$(place_of "$name").staged"; done
  rm -rf "$state.new" "$state/previous.new"
  if [ -z "$pending" ]; then rm -rf "$state/previous"; fi
  if [ -n "$fresh" ]; then forget; fi
}

writing() { # FUNCTION: when it fails, what it wrote is taken away again
  set +e
  said=$(
    set -e
    "$1" 2>&1
  )
  code=$?
  set -e
  [ $code != 0 ] || return 0
  take_back
  cat >&2 <<TEXT
HOST_WRITE_FAILED: host $host: the new configuration of dockerd cannot be written; nothing was changed. Is the disk full? $said
TEXT
  exit 1
}

in_place() {
  for name in $names; do
    place=$(place_of "$name")
    if [ -s "$work/$name" ]; then cmp -s "$work/$name" "$place" || return 1; elif [ -f "$place" ]; then return 1; fi
  done
}

# What destroy goes back to, and what changes by hand are measured by.
remember() {
  put "$work/live-restore.json" "$state/live-restore.json"
  put "$work/original.json" "$state/daemon.json"
  put "$config" "$state/written.json"
}

# Whether dockerd was started with the files as they are: nothing was cut off and nothing waits to be proven.
settled() {
  [ -f "$state/written.json" ] || return 1
  [ ! -d "$state/previous" ] || [ "$(cat "$state/revision" 2>/dev/null || true)" = "$revision" ]
}

writing unpack
if in_place && settled && answers 1; then
  remember
  echo "$revision" >"$state/revision"
  exit 0
fi
writing prepare

# The restart that turns live-restore on would end the running containers; a reload does not.
if grep -q '"live-restore": true' "$work/live-restore.json" && [ "$(live_restore)" != true ]; then
  put "$work/live-restore.json" "$config"
  reload_until true
  if [ "$(live_restore)" != true ]; then
    put "$state/previous/daemon.json" "$config"
    systemctl reload docker.service 2>/dev/null || true
    take_back
    cat >&2 <<TEXT
LIVE_RESTORE_FAILED: host $host: dockerd does not turn live-restore on, so a restart would end its containers; nothing was changed. See journalctl -u docker, or set docker.daemonOptions: { "live-restore": false } and let no container run that must not end.
TEXT
    exit 1
  fi
  echo "live-restore is on: running containers go on through the restart of dockerd"
fi

echo "restarting dockerd with the new configuration …"
started=$(date +%s)
for name in $names; do
  place=$(place_of "$name")
  if [ -s "$work/$name" ]; then mv "$place.staged" "$place"; else rm -f "$place"; fi
done
if restart "$wait_seconds"; then
  echo "dockerd answers under the new configuration, after $(($(date +%s) - started)) s"
  remember
  echo "$revision" >"$state/revision"
  if [ "$proof" != yes ]; then rm -rf "$state/previous"; fi
  exit 0
fi

# journald takes a moment for the last lines.
journalctl --sync 2>/dev/null || true
log=$(journalctl -u docker.service --since "@$started" -o cat --no-pager 2>/dev/null | grep -v '^$' | tail -n 20 || true)
mend="Correct docker.daemonOptions of $host in the fleet."
# Such as with DOCKER_OPTS of /etc/default/docker, which the unit's command line only names.
case $log in
*"as a flag and in the configuration file"*)
  mend="A flag of dockerd names one of our options: remove it from the unit or the file that it comes from (systemctl cat docker)."
  ;;
esac
roll_back
cat >&2 <<TEXT
DOCKERD_REJECTED_CONFIGURATION: host $host: dockerd did not come up with the new configuration. $outcome
$mend What dockerd said:
$log
TEXT
exit 1
