# Removes the run containers that are left on a network, running or not. Variables: network.
set -eu
left=$(docker ps --all --quiet --no-trunc --filter "network=$network" --filter label=dagster/managed=true)
[ -z "$left" ] || docker rm --force --volumes $left >/dev/null
