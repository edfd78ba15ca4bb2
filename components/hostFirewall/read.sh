# Prints what is in force, as lines "NAME VALUE". Variables: address.
set -eu
if command -v nft >/dev/null; then echo "nft yes"; fi
ip -o addr show to "$address" 2>/dev/null | awk '{ print "interface " $2; exit }'
[ -d "$directory" ] || exit 0
if [ -f "$directory/revision" ]; then echo "revision $(cat "$directory/revision")"; fi
observe | while read -r line; do
  if ! grep -qxF "$line" "$directory/observed" 2>/dev/null; then echo "changed ${line%% *}"; fi
done
