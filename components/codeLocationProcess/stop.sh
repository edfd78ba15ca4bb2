# Stops and removes the unit. Variables: unit.
set -eu
systemctl disable --quiet --now "$unit" 2>/dev/null || true
rm -f "/etc/systemd/system/$unit"
systemctl daemon-reload
systemctl reset-failed "$unit" 2>/dev/null || true
