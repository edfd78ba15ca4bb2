# Puts dockerd's earlier configuration back. Running containers stay: live-restore is kept on through the restart and
# turned off, if it was off, by a reload.
set -eu
[ -d "$state" ] || exit 0

if [ -f "$config" ] && [ -f "$state/written.json" ] && ! cmp -s "$config" "$state/written.json"; then
  cp -p "$config" "$config.edited"
  echo "daemon.json was edited by hand meanwhile; that text is kept in $config.edited" >&2
fi
put "$state/live-restore.json" "$config"
rm -f "$dropin"
restart 120

live_restore_as_it_was
put "$state/daemon.json" "$config"
forget
echo "dockerd runs under its earlier configuration again"
