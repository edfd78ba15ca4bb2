# Reads lines "PATH BASE64" and writes the files; removes those it wrote earlier that are no longer listed.
# Variables: directory, owner, file_mode, directory_mode.
set -eu
# Directories above ours are nobody's secret: services that run as other users pass through them.
umask 022
mkdir -p "$(dirname "$directory")"
umask 077
mkdir -p "$directory"
chown "$owner" "$directory"
chmod "$directory_mode" "$directory"
list="$directory/.written"
: >"$list.new"

while read -r path content; do
  file="$directory/$path"
  parent=$(dirname "$file")
  if [ ! -d "$parent" ]; then
    mkdir -p "$parent"
    chown "$owner" "$parent"
    chmod "$directory_mode" "$parent"
  fi
  printf '%s' "$content" | base64 -d >"$file.new"
  chown "$owner" "$file.new"
  chmod "$file_mode" "$file.new"
  mv "$file.new" "$file"
  echo "$path" >>"$list.new"
done

if [ -f "$list" ]; then
  while read -r path; do
    grep -qxF "$path" "$list.new" || rm -f "$directory/$path"
  done <"$list"
fi
mv "$list.new" "$list"
