# What apply.sh, remove.sh and read.sh have in common.
# Tests have another root than /.
root=${DAGSTER_MULTIHOST_ROOT-}
directory=$root/etc/dagster-multihost/firewall
rules=$directory/rules.nft
opened=$directory/opened
units=$root/etc/systemd/system
unit=$units/dagster-multihost-firewall.service
# nftables.service empties the kernel's rules when it starts or reloads: ours are put back after it.
dropin=$units/nftables.service.d/dagster-multihost.conf
table="inet dagster_multihost"

ufw_is_active() { command -v ufw >/dev/null && LC_ALL=C ufw status 2>/dev/null | grep -q '^Status: active'; }
firewalld_is_active() { command -v firewall-cmd >/dev/null && firewall-cmd --state >/dev/null 2>&1; }

# A rule of ufw's: what follows `ufw allow` and `ufw delete allow`.
ufw_rule() { # PORT SOURCE ADDRESS
  echo "proto tcp from $2 to $3 port $1"
}

rich_rule() { # PORT SOURCE ADDRESS
  case $2 in *:*) family=ipv6 ;; *) family=ipv4 ;; esac
  echo "rule family=\"$family\" source address=\"$2\" destination address=\"$3\" port port=\"$1\" protocol=\"tcp\" accept"
}

zone() { # The zone of firewalld in which connections to our address end.
  interface=$(ip -o addr show to "$address" 2>/dev/null | awk '{ print $2; exit }')
  firewall-cmd --get-zone-of-interface="$interface" 2>/dev/null || firewall-cmd --get-default-zone
}

digest() { sha256sum | cut -c 1-16; }

# What is in force, one line for each part, as it can be compared with a later one. A rule that is gone is another text.
observe() {
  echo "nftables $(nft -s list table $table 2>/dev/null | digest)"
  echo "systemd $({
    cat "$unit" "$dropin" "$rules"
    systemctl is-enabled dagster-multihost-firewall.service
  } 2>/dev/null | digest)"
  if ufw_is_active; then echo "ufw $(LC_ALL=C ufw show added | grep -F "'dagster-multihost'" | digest)"; fi
  if firewalld_is_active; then echo "firewalld $(firewall-cmd --permanent --list-all-zones | grep -F "address=\"$address\"" | digest)"; fi
}

close_opening() { # KIND PORT SOURCE ADDRESS [ZONE]
  case $1 in
  ufw) if command -v ufw >/dev/null; then ufw delete allow $(ufw_rule "$2" "$3" "$4") >/dev/null; fi ;;
  firewalld)
    rule=$(rich_rule "$2" "$3" "$4")
    if firewalld_is_active; then
      firewall-cmd --quiet --zone="$5" --remove-rich-rule="$rule" || true
      firewall-cmd --quiet --permanent --zone="$5" --remove-rich-rule="$rule"
    elif command -v firewall-offline-cmd >/dev/null; then
      firewall-offline-cmd --zone="$5" --remove-rich-rule="$rule" >/dev/null
    fi
    ;;
  esac
}

close_all() { # What is in the file was opened by us.
  [ -f "$opened" ] || return 0
  while read -r kind port source where in_zone; do
    close_opening "$kind" "$port" "$source" "$where" "$in_zone" </dev/null
  done <"$opened"
  : >"$opened"
}

forget() {
  systemctl disable --now dagster-multihost-firewall.service >/dev/null 2>&1 || true
  nft delete table $table 2>/dev/null || true
  rm -rf "$directory"
  rm -f "$unit" "$dropin"
  rmdir "$(dirname "$dropin")" "$(dirname "$directory")" 2>/dev/null || true
  systemctl daemon-reload
}
