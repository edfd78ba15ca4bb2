# Takes the launcher's key out again. Variables: user, comment.
set -eu
file="$(getent passwd "$user" | cut -d: -f6)/.ssh/authorized_keys"
[ -f "$file" ] || exit 0
grep -vF " $comment" "$file" >"$file.new" || true
cat "$file.new" >"$file"
rm -f "$file.new"
# A file that holds no key any more was ours.
if [ ! -s "$file" ]; then
  rm -f "$file"
  rmdir "$(dirname "$file")" 2>/dev/null || true
fi
