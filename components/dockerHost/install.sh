# Installs Docker Engine from the distribution's packages, unless there is one, and lets the SSH user use it.
# Variables: host, user. stacks/preflight/server.ts knows the same distributions.
set -eu
failed() {
  cat >&2 <<TEXT
DOCKER_INSTALL_FAILED: host $host: $1
$(tail -n 15 "$log")
TEXT
  exit 1
}

if ! command -v dockerd >/dev/null; then
  echo "installing Docker Engine from the distribution's packages …"
  log=$(mktemp)
  trap 'rm -f "$log"' EXIT
  if command -v apt-get >/dev/null; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -q >"$log" 2>&1 || failed "apt-get update failed. Can the server reach its package mirror?"
    # The client is a package of its own in newer releases.
    packages=docker.io
    if apt-cache show docker-cli >/dev/null 2>&1; then packages="$packages docker-cli"; fi
    apt-get install -y -q --no-install-recommends $packages >"$log" 2>&1 || failed "apt-get install $packages failed."
  else
    dnf install -y moby-engine >"$log" 2>&1 || dnf install -y docker >>"$log" 2>&1 ||
      failed "dnf finds neither moby-engine nor docker. Install Docker Engine yourself and leave docker.install out."
  fi
  systemctl enable --now docker.service >"$log" 2>&1 || failed "docker.service does not start."
  n=0
  until docker version >"$log" 2>&1; do
    n=$((n + 1))
    [ $n -le 30 ] || failed "dockerd does not answer after its installation."
    sleep 1
  done
  echo "Docker Engine $(docker version --format '{{.Server.Version}}') is installed"
fi
[ "$user" = root ] || usermod --append --groups docker "$user"
