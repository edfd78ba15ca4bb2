# Prints what dockerd's configuration is, or was before us: daemon.json in base64 on one line, ExecStart on the next.
set -eu
state=/var/lib/dagster-multihost/dockerd
if [ -d "$state" ]; then
  file=$state/daemon.json
  start=$(cat "$state/exec-start")
else
  file=/etc/docker/daemon.json
  start=$(systemctl show -p ExecStart --value docker.service)
fi
if [ -f "$file" ]; then base64 -w 0 "$file"; fi
echo
echo "$start"
