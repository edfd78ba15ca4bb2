# Ends a change of dockerd: for good when it was proven from outside, else by taking it back.
# Variables: host, problem: empty when a call with a client certificate succeeded, else why it did not; configuration: of what.
set -eu
if [ -z "$problem" ]; then
  echo "dockerd answered a call from outside with the client certificate"
  rm -rf "$state/previous"
  exit 0
fi
outcome="This configuration was proven before and is left as it is."
if [ -d "$state/previous" ]; then
  roll_back
  # To Pulumi the change was made. Without a revision the server counts as changed, and the next up makes it again.
  rm -f "$state/revision"
fi
cat >&2 <<TEXT
DOCKER_TLS_PROOF_FAILED: host $host: $problem $outcome
Is the Docker port of $host open towards this machine, or does a firewall stand in between? With "access: ssh" no port is needed.
TEXT
exit 1
