# What configure.sh and restore.sh have in common.
state=/var/lib/dagster-multihost/dockerd
config=/etc/docker/daemon.json
dropins=/etc/systemd/system/docker.service.d
dropin=$dropins/dagster-multihost.conf

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

restart() { # SECONDS
  systemctl daemon-reload
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

# Turns live-restore off again. A reload leaves alone what the file does not name, so the file names it for a moment; a restart
# without live-restore would end the running containers.
live_restore_off() { # FILE that turns it on, as planned in plan.ts
  sed 's/"live-restore": true/"live-restore": false/' "$1" >"$config.new"
  mv "$config.new" "$config"
  reload_until false
}
