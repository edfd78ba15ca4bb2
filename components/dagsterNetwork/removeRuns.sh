# Removes what is left on a network: run containers, running or not, and services that were created but could not be started, of
# which the Docker provider keeps no record. Variables: network.
set -eu
left() {
  docker ps --all --quiet --no-trunc --filter "network=$network" --filter label=dagster/managed=true
  docker ps --all --quiet --no-trunc --filter "network=$network" --filter label=dagster-multihost.service --filter status=created
}

# A container may be on its way out already, which `docker rm` calls an error: what counts is that it is gone.
attempts=0
until [ -z "$(left)" ]; do
  said=$(docker rm --force --volumes $(left) 2>&1 >/dev/null) || sleep 1
  attempts=$((attempts + 1))
  if [ $attempts -ge 20 ]; then
    echo "$said" >&2
    exit 1
  fi
done
