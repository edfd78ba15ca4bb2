# Lets the launcher's key in for one user, once. Variables: user, line, and comment, which ends the line.
set -eu
home=$(getent passwd "$user" | cut -d: -f6)
file="$home/.ssh/authorized_keys"
# What was not there before is marked, so that it goes again.
if [ ! -d "$home/.ssh" ]; then
  mkdir -p "$home/.ssh"
  touch "$home/.ssh/.dagster-multihost"
fi
touch "$file"
# A key that was changed is replaced: the comment at the line's end tells which one is ours.
grep -vF " $comment" "$file" >"$file.new" || true
echo "$line" >>"$file.new"
cat "$file.new" >"$file"
rm -f "$file.new"
chown "$user": "$home/.ssh" "$file"
chmod 700 "$home/.ssh"
chmod 600 "$file"
