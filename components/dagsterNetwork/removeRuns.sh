# Removes what is left on a network: run containers, running or not, and services that were created but could not be started, of
# which the Docker provider keeps no record. Variables: network.
set -eu
for label in dagster/managed=true dagster-multihost.service; do
  left=$(docker ps --all --quiet --no-trunc --filter "network=$network" --filter "label=$label")
  [ -z "$left" ] || docker rm --force --volumes $left >/dev/null
done
