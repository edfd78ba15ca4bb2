# Takes our rules away, and the openings that we made. Variables: address.
set -eu
[ -d "$directory" ] || exit 0
close_all
forget
