# Puts our rules in force, now and at every boot, and opens the ports in the firewall that the server has. Nothing else is changed.
# Standard input: "rules BASE64", then "open PORT SOURCE" for each of the openings. Variables: host, address, revision.
set -eu
umask 022
fresh=$([ -d "$directory" ] || echo yes)
mkdir -p "$directory"
# Only what ends here in order is kept of a first attempt.
work=$(mktemp -d)
trap 'code=$?; rm -rf "$work"; if [ $code != 0 ] && [ -n "$fresh" ]; then close_all; forget; fi' EXIT

touch "$opened" "$work/wanted"
while read -r kind first second; do
  case $kind in
  rules) printf '%s' "$first" | base64 -d >"$work/rules" ;;
  open) echo "$first $second" >>"$work/wanted" ;;
  esac
done

put() { # SOURCE DESTINATION: it appears whole
  mkdir -p "$(dirname "$2")"
  cp "$1" "$2.new" && mv "$2.new" "$2"
}

refused() {
  cat >&2 <<TEXT
FIREWALL_REFUSED: host $host: $1: $2
TEXT
  exit 1
}

# One transaction: no moment without rules, and the old ones stay when the new ones are not taken.
said=$(nft -f "$work/rules" 2>&1) || refused "nft does not take the rules" "$said"
put "$work/rules" "$rules"
cat >"$work/unit" <<TEXT
# Written by dagster-multihost: who may reach the ports of the fleet.
[Unit]
Description=Firewall of the Dagster fleet's ports
DefaultDependencies=no
After=local-fs.target nftables.service
Wants=network-pre.target
Before=network-pre.target docker.service shutdown.target
Conflicts=shutdown.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=$(command -v nft) -f $rules
ExecStop=-$(command -v nft) delete table $table

[Install]
WantedBy=multi-user.target
TEXT
put "$work/unit" "$unit"
cat >"$work/dropin" <<TEXT
# Written by dagster-multihost: nftables.service takes all rules away when it starts or reloads.
[Service]
ExecStartPost=-$(command -v nft) -f $rules
ExecReload=-$(command -v nft) -f $rules
TEXT
put "$work/dropin" "$dropin"
systemctl daemon-reload
systemctl enable dagster-multihost-firewall.service >/dev/null 2>&1
systemctl start dagster-multihost-firewall.service

# A rule that is there already is its owner's, and stays when we go.
open_in() { # KIND PORT SOURCE ADDRESS [ZONE]
  case $1 in
  ufw)
    if LC_ALL=C ufw show added | sed "s/ comment '.*//" | grep -qxF "ufw allow from $3 to $4 port $2 proto tcp"; then return 0; fi
    ufw allow $(ufw_rule "$2" "$3" "$4") comment dagster-multihost >/dev/null
    ;;
  firewalld)
    rule=$(rich_rule "$2" "$3" "$4")
    if firewall-cmd --quiet --permanent --zone="$5" --query-rich-rule="$rule"; then return 0; fi
    firewall-cmd --quiet --permanent --zone="$5" --add-rich-rule="$rule"
    firewall-cmd --quiet --zone="$5" --add-rich-rule="$rule"
    ;;
  esac
  echo "$*" >>"$opened"
}

close_all
while read -r port source; do
  if ufw_is_active; then open_in ufw "$port" "$source" "$address"; fi
  if firewalld_is_active; then open_in firewalld "$port" "$source" "$address" "$(zone)"; fi
done <"$work/wanted"

observe >"$directory/observed"
echo "$revision" >"$directory/revision"
kinds=$(cut -d ' ' -f 1 "$opened" | sort -u | tr '\n' ' ')
echo "ports $(cut -d ' ' -f 1 "$work/wanted" | sort -nu | tr '\n' ' ')are for the fleet alone; opened for it in: ${kinds:-no other firewall}"
