# Installs the unit that comes on standard input, starts it and waits until its gRPC server serves.
# Variables: host, location, unit, user, executable, address, port, wait_seconds; and
# digest, of what the service reads: it is here so that a change of it runs this again.
set -eu
file=/etc/systemd/system/$unit

if ! id "$user" >/dev/null 2>&1; then
  echo "PROCESS_USER_MISSING: host $host: location $location is to run as \"$user\", who does not exist. Create the user (useradd --system $user) or set process.user." >&2
  exit 1
fi
if [ ! -x "$executable" ]; then
  echo "PROCESS_EXECUTABLE_MISSING: host $host: location $location needs $executable, which is not there. Install Dagster in a virtual environment on the host and set process.executable." >&2
  exit 1
fi

cat >"$file.new"
mv "$file.new" "$file"
systemctl daemon-reload
systemctl enable --quiet "$unit"
started=$(date +%s)
systemctl restart "$unit"
echo "waiting for the gRPC server of $location on port $port …"

# Asking takes Dagster's imports, a second or two of CPU that the starting server needs: only once somebody listens.
listens() { ! command -v ss >/dev/null || ss -Htln "sport = :$port" | grep -q .; }
until listens && su -s /bin/sh "$user" -c "$executable api grpc-health-check --host $address --port $port" >/dev/null 2>&1; do
  # A service that ended three times will not serve, however long one waits.
  if [ $(($(date +%s) - started)) -ge "$wait_seconds" ] || [ "$(systemctl show -p NRestarts --value "$unit")" -ge 3 ]; then
    # journald takes a moment for the last lines.
    journalctl --sync 2>/dev/null || true
    # Of Python's tracebacks the messages and what is in the location's own code: the error of user code comes before Dagster's.
    log=$(journalctl -u "$unit" --since "@$started" -o cat --no-pager | awk '
      /^[^ ]/ { print; left = 0; next }
      index($0, "/etc/dagster-multihost/") { left = 3 }
      left-- > 0' | tail -n 25)
    systemctl disable --quiet --now "$unit" || true
    rm -f "$file"
    systemctl daemon-reload
    echo "PROCESS_NOT_SERVING: host $host: location $location does not serve on port $port; it is stopped and removed again. What it said:" >&2
    echo "$log" >&2
    exit 1
  fi
  sleep 1
done
