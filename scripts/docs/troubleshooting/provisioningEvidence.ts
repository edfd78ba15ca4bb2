const message = "The message has the whole reason; nothing on the servers has to be looked at.";

/** How to see what is behind a code of `pulumi preview` and `pulumi up`. */
export const provisioningEvidence: Record<string, string> = {
  CA_EXPIRES: "`openssl x509 -enddate -noout -in FILE`",
  CA_INVALID:
    "`openssl x509 -text -noout -in FILE`; `openssl x509 -pubkey` and `openssl pkey -pubout` must print the same key.",
  CA_MISSING: "`pulumi config get --path 'dagster-multihost:fleet.certificates'`",
  CLOCK_WRONG: "On the server: `timedatectl`",
  DAEMON_JSON_CONFLICT: "On the server: `cat /etc/docker/daemon.json`",
  DAEMON_JSON_INVALID: "On the server: `python3 -m json.tool /etc/docker/daemon.json`",
  DOCKERD_UNIT_MISSING: "On the server: `systemctl cat docker.service`",
  DOCKER_INSTALL_UNSUPPORTED: "On the server: `cat /etc/os-release`",
  DOCKER_MISSING: "On the server: `command -v dockerd`",
  DOCKER_NOT_PERMITTED: "`ssh USER@SERVER docker version`",
  DOCKER_NOT_RUNNING: "On the server: `systemctl status docker`",
  DOCKER_PORT_TAKEN: "On the server: `ss -ltnp 'sport = :2376'`",
  FIREWALL_EXCLUDES_PULUMI: "On the server, in a login from this machine: `echo $SSH_CLIENT`",
  FIREWALL_INTERFACE: "On the server: `ip -br address`",
  FIREWALL_MISSING: "On the server, as root: `nft list tables`",
  FIREWALL_REFUSED:
    "The message ends with what nft said; on the server, as root: `nft list table inet dagster_multihost`.",
  FIREWALL_UNREADABLE: message,
  FLEET_INVALID: "Each problem has its path, and the line where the stack's file has it.",
  FLEET_MISSING: "`pulumi config`",
  FLEET_UNKNOWN: message,
  IMAGE_MISSING: "On the server: `docker pull IMAGE`",
  LAUNCHER_CONFIG_INVALID:
    "The message has the path within `run_launcher.config`: [configuration.md](configuration.md).",
  POSTGRES_NOT_SPEAKING: "On the control plane's server: `pg_isready -h HOST -p PORT`",
  POSTGRES_UNREACHABLE: "On the control plane's server: `nc -vz HOST PORT`",
  PREFLIGHT_FAILED: "Each problem below it has its own code.",
  SSH_AUTHENTICATION_FAILED:
    "`ssh -i KEY -o IdentitiesOnly=yes USER@SERVER true`; on the server `journalctl -u ssh`.",
  SSH_HOST_KEY_MISMATCH:
    "On the server itself: `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub`; the message has the one that was presented.",
  SSH_UNREACHABLE: "`nc -vz ADDRESS PORT`",
  SUDO_REFUSED: "`ssh USER@SERVER sudo -n true`",
  SYSTEMD_MISSING: "On the server: `ps -p 1 -o comm=`",
  DOCKERD_FLAG_CONFLICT:
    "On the server: `systemctl show -p ExecStart --value docker`, `systemctl cat docker`",
  DOCKERD_LISTENER_CONFLICT: "On the server: `ss -ltnp | grep dockerd`, `systemctl cat docker`",
  DAGSTER_MIGRATION_FAILED:
    "The message ends with what Dagster said; `docker logs` of the control plane's services show that they go on.",
  DOCKERD_REJECTED_CONFIGURATION:
    "The message ends with what dockerd said; on the server `journalctl -u docker`.",
  DOCKER_INSTALL_FAILED: "On the server: `/var/log/apt/term.log`, or `dnf history info last`.",
  DOCKER_SSH_PROOF_FAILED: "From the control plane: `ssh -i KEY USER@SERVER docker version`",
  DOCKER_TLS_PROOF_FAILED: "From this machine: `nc -vz ADDRESS 2376`; on the server `ss -ltn`.",
  HOST_WRITE_FAILED: "On the server: `df -h /etc/docker`, `lsattr /etc/docker/daemon.json`",
  LIVE_RESTORE_FAILED: "On the server: `docker info -f '{{.LiveRestoreEnabled}}'`, `journalctl -u docker`",
  POSTGRES_LOGIN_FAILED: "From the control plane's server: `psql -h HOST -p PORT -U USER DATABASE`",
  PROCESS_EXECUTABLE_MISSING: "On the server: `ls -l EXECUTABLE`",
  PROCESS_NOT_SERVING: "On the server: `journalctl -u dagster-location-NAME`",
  PROCESS_USER_MISSING: "On the server: `id USER`",
};
