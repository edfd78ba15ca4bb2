/** How to see what is behind a code of the launcher. `HOST` and `IMAGE` stand for the ones of the message. */
export const launcherEvidence: Record<string, string> = {
  CONTAINER_CONTEXT_INVALID: "The message names the key; the code server's `--container-context` has it.",
  CONTAINER_CREATE_FAILED:
    "The message ends with the engine's own words; `dagster-multihost config render` shows the options.",
  CONTAINER_NAME_TAKEN: "On the host: `docker ps -a --filter name=dagster-run-RUN`.",
  CONTAINER_NOT_FOUND:
    "On the host: `docker events --since 1h --filter event=destroy` tells when, the host's own jobs (`docker system prune` in cron) who.",
  CONTAINER_START_FAILED:
    "The message ends with the engine's own words; `docker run --rm IMAGE true` on the host shows the same.",
  ENGINE_ANSWER_INVALID:
    "From the launcher's machine: `docker -H DOCKER_URL version`; on the host `journalctl -u docker`.",
  ENGINE_REFUSED: "On the host: `journalctl -u docker --since -10min`.",
  ENV_FILE_UNREADABLE: "Where the launcher runs: `docker exec dagster-launcher ls -l FILE`.",
  ENV_VAR_MISSING: "`dagster-multihost check-env` lists every variable, by field, and which are missing.",
  DRAIN_STATE_UNWRITABLE:
    "Where the launcher runs: `df -h $DAGSTER_HOME` and `ls -ld $DAGSTER_HOME/multihost`.",
  HOST_AT_CAPACITY:
    "`dagster-multihost hosts list` shows how many containers run on each host, `dagster-multihost runs --host HOST` which.",
  HOST_DRAINED: "`dagster-multihost hosts list` shows since when.",
  HOST_LABELS_UNMATCHED:
    "`dagster-multihost config render` shows each host's `labels`, the run's page in Dagster its tags.",
  HOST_UNKNOWN: "`dagster-multihost hosts list` shows the names.",
  HOST_UNREACHABLE:
    "`dagster-multihost hosts list` shows the reason of every host; from the launcher's machine `ssh USER@HOST docker version`, or `openssl s_client -connect HOST:2376`.",
  IMAGE_INVALID:
    "The run's tag `dagster/image`, and `DAGSTER_CURRENT_IMAGE` in the code server's environment.",
  IMAGE_NOT_FOUND: "On the host: `docker image ls` and `docker pull IMAGE`.",
  IMAGE_PULL_FAILED: "On the host: `docker pull IMAGE`, `curl -v https://REGISTRY/v2/`.",
  INHERIT_CONTAINER_NOT_FOUND: "On the host: `docker ps --format '{{.Names}} {{.Ports}}'`.",
  INTERNAL: "The launcher's log: `docker logs dagster-launcher | jq 'select(.code == \"INTERNAL\")'`.",
  LOCATION_NOT_MAPPED:
    "`dagster-multihost hosts list` shows which locations each host has; `dagster-multihost status` whether the newest dagster.yaml is in force.",
  LOG_READERS_TOO_MANY: "Who reads: open `dagster-multihost logs -f`, and pages that show a log.",
  LOG_UNREADABLE: "On the host: `docker inspect -f '{{.HostConfig.LogConfig.Type}}' CONTAINER`.",
  METHOD_NOT_ALLOWED: "`curl -i http://STATUS_LISTEN/healthz` shows what it answers.",
  NETWORK_MODE_CONFLICT:
    "`dagster-multihost config render` shows the host's networks; the run's tags and the container context may set `network_mode`.",
  NETWORK_NOT_FOUND: "On the host: `docker network ls`.",
  NOT_FOUND:
    "`dagster-multihost status` shows the launcher's version, `pip show dagster-multihost-launcher` the adapter's.",
  REGISTRY_AUTH_FAILED:
    "On the host: `docker login REGISTRY` with the same credentials; `dagster-multihost config render` shows `registry.url`.",
  REQUEST_INVALID:
    "`dagster-multihost status` shows the launcher's version, `pip show dagster-multihost-launcher` the adapter's.",
  RUN_OPTION_NOT_ALLOWED:
    "The run's tags in Dagster; `dagster-multihost config render` shows `run_container_kwargs_allowed`.",
  RUN_TAG_INVALID:
    "The run's tags in Dagster; [configuration.md](configuration.md#options-of-a-run) has their forms.",
  STATUS_LOGS_DISABLED: "`dagster-multihost config render` shows `status_logs`.",
  STATUS_VIEWERS_TOO_MANY: "`ss -tn 'sport = :3001'` on the launcher's machine shows who.",
  RUN_EXITED: "`dagster-multihost logs RUN`; the run's last engine events have the exit code.",
  RUN_OUT_OF_MEMORY:
    'On the host: `journalctl -k | grep -i oom`; the panel "Ended containers by cause" shows how often.',
  RUN_REMOVED: "On the host: `docker events --since 1h --filter event=destroy`.",
  DAGSTER_HOME_UNSET: "`echo $DAGSTER_HOME` where the launcher is started.",
  DAGSTER_YAML_INVALID: "`dagster-multihost config validate FILE` names the line.",
  DAGSTER_YAML_MISSING: "`ls -l $DAGSTER_HOME/dagster.yaml` as the launcher's user.",
  DRAIN_STATE_INVALID: "`cat $DAGSTER_HOME/multihost/drained.json`",
  LAUNCHER_ALREADY_RUNNING:
    "`dagster-multihost status` asks the one that runs; its `pid` is in `GET /v1/health`.",
  LAUNCHER_CONFIG_INVALID: "`dagster-multihost config validate` lists every problem with its path.",
  LOG_LEVEL_INVALID: "`echo $DAGSTER_MULTIHOST_LOG_LEVEL` where the launcher is started.",
  RUN_LAUNCHER_NOT_CONFIGURED: "`dagster-multihost config validate`, with the file that Dagster reads.",
  SOCKET_PATH_TAKEN: "`ls -l PATH`",
  SOCKET_PATH_TOO_LONG:
    "`dagster-multihost config render` shows `launcher_socket`; else it is under DAGSTER_HOME.",
  STATUS_LISTEN_FAILED:
    "`ss -ltnp` on the launcher's machine shows who has the port, `ip addr` its addresses.",
};
