# Takes the launcher's key out again. Variables: user, comment.
set -eu
folder="$(getent passwd "$user" | cut -d: -f6)/.ssh"
file=$folder/authorized_keys
[ -f "$file" ] || exit 0
grep -vF " $comment" "$file" >"$file.new" || true
cat "$file.new" >"$file"
rm -f "$file.new"
# A file that holds no key any more was ours, and the directory where it is marked so.
made=$([ ! -f "$folder/.dagster-multihost" ] || echo yes)
if ! grep -q " dagster-multihost-launcher-" "$file"; then rm -f "$folder/.dagster-multihost"; fi
if [ ! -s "$file" ]; then
  rm -f "$file"
  if [ -n "$made" ]; then rmdir "$folder" 2>/dev/null || true; fi
fi
