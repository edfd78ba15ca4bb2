# What configure.sh, prove.sh and restore.sh have in common.
# Tests have another root than /.
root=${DAGSTER_MULTIHOST_ROOT-}
state=$root/var/lib/dagster-multihost/dockerd
config=$root/etc/docker/daemon.json
tls=$root/etc/docker/dagster-multihost
dropins=$root/etc/systemd/system/docker.service.d
# Drop-ins are taken in the order of their names: ours comes after what `systemctl edit docker` writes, override.conf.
dropin=$dropins/zz-dagster-multihost.conf
# Its name in versions before, which served where it is.
if [ -f "$dropins/dagster-multihost.conf" ]; then dropin=$dropins/dagster-multihost.conf; fi

# Our files, in the order in which they are put in place: dockerd can start after each of them, should the server lose power.
names="ca.pem server-cert.pem server-key.pem drop-in daemon.json"
backwards="daemon.json drop-in server-key.pem server-cert.pem ca.pem"

place_of() { # NAME
  case $1 in
  daemon.json) echo "$config" ;;
  drop-in) echo "$dropin" ;;
  *) echo "$tls/$1" ;;
  esac
}

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
    cp -p "$1" "$2.new" && mv "$2.new" "$2"
  else
    rm -f "$2"
  fi
}

# systemd must not start dockerd between the files and the daemon-reload: dockerd would take the place of docker.socket, and
# when it ends remove the file that docker.socket listens on.
hold() {
  socket=$(systemctl is-active docker.socket 2>/dev/null || true)
  systemctl stop docker.socket docker.service 2>/dev/null || true
}

restart() { # SECONDS
  systemctl daemon-reload
  if [ "${socket-}" = active ]; then systemctl start docker.socket; fi
  systemctl reset-failed docker.service 2>/dev/null || true
  timeout "$1" systemctl restart docker.service >/dev/null 2>&1 && answers "$1"
}

live_restore() { docker info --format '{{.LiveRestoreEnabled}}' 2>/dev/null || true; }

reload_until() { # VALUE: reloads daemon.json and waits until live-restore has that value
  systemctl reload docker.service 2>/dev/null || true
  n=0
  while [ "$(live_restore)" != "$1" ] && [ $n -lt 20 ]; do
    n=$((n + 1))
    sleep 0.5
  done
}

# Turns live-restore off again, where it was off. A reload leaves alone what the file does not name, so the file names it for a
# moment; a restart without live-restore would end the running containers.
live_restore_as_it_was() {
  [ "$(cat "$state/live-restore-was")" = false ] || return 0
  sed 's/"live-restore": true/"live-restore": false/' "$state/live-restore.json" >"$config.new"
  mv "$config.new" "$config"
  reload_until false
}

forget() { # Takes away all that we keep on the server.
  rm -rf "$tls"
  [ -f "$state/had-drop-ins" ] || rmdir "$dropins" 2>/dev/null || true
  rm -rf "$state"
  rmdir "$(dirname "$state")" 2>/dev/null || true
}

# Puts back what was there before the change that is pending, the certificates included, and says in $outcome how that went.
roll_back() {
  hold
  previous=$state/previous
  for name in $backwards; do
    source=$previous/$name
    # The first change of all: containers outlive the way back as well.
    if [ ! -f "$previous/written.json" ] && [ "$name" = daemon.json ]; then source=$state/live-restore.json; fi
    put "$source" "$(place_of "$name")"
  done
  if restart 60; then
    outcome="The old configuration is back and dockerd is running."
  else
    outcome="The old configuration is back, but dockerd does not start with it either: see journalctl -u docker."
  fi
  if [ -f "$previous/written.json" ]; then
    for name in revision written.json daemon.json.original; do put "$previous/$name" "$state/${name%.original}"; done
    rm -rf "$previous"
  else
    live_restore_as_it_was
    put "$previous/daemon.json" "$config"
    forget
  fi
}
