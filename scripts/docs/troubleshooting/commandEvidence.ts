/** How to see what is behind a code of the command line, and of the adapter in Dagster's processes. */
export const commandEvidence: Record<string, string> = {
  CERTIFICATE_INVALID: "`openssl x509 -in FILE -noout -text`, as the launcher's user.",
  CONTROL_PLANE_INVALID: "`echo $DAGSTER_MULTIHOST_CONTROL_PLANE`",
  CONTROL_PLANE_UNREACHABLE: "`ssh -v USER@HOST true` shows the host key and what is tried.",
  DAGSTER_NOT_HERE: "`python3 -c 'import dagster; print(dagster.__version__)'` where `doctor` runs.",
  DOCTOR_CONTAINER_FAILED: "`docker run --rm IMAGE python3 --version` on the host.",
  INTERRUPTED: "What was done until then stands above it.",
  SSH_FILE_UNREADABLE: "`ls -l` the file, as the launcher's user.",
  STACK_OUTPUTS_INVALID: "`pulumi stack output --json` in the folder of the Pulumi program.",
  WORKSPACE_INVALID: "`ls -l` the file; `docker inspect dagster-webserver` shows its `-w`.",
  DAGSTER_ANSWER_INVALID: "`curl -s URL/server_info` shows the webserver's version.",
  DAGSTER_REFUSED: "`docker logs dagster-webserver`",
  DAGSTER_UNREACHABLE:
    "`curl -s URL/server_info`; in the control plane `docker ps --filter name=dagster-webserver`.",
  DEPLOY_COMMAND_FAILED: "What the command printed stands above the error.",
  DEPLOY_FAILED_THERE: "What the control plane said stands above the error.",
  DRAIN_FILE_INVALID: "`cat` the state file; Dagster's page Automation shows what is stopped.",
  DRAIN_FILE_UNWRITABLE: "`ls -ld` the folder, `df -h` its disk.",
  INSTANCE_AMBIGUOUS: "`dagster-multihost runs --all --json` has the `instance_id` of each container.",
  LAUNCHER_ANSWER_INVALID:
    "`dagster-multihost --version`, and the version that `GET /v1/health` on the socket answers.",
  LAUNCHER_UNREACHABLE: "`docker logs dagster-launcher`; `ls -l` the socket that the message names.",
  LAUNCHER_TIMEOUT:
    "`docker logs dagster-launcher` has what it was doing; `docker stats dagster-launcher` whether it has a processor.",
  LOCATION_LOAD_FAILED:
    "Dagster's page Deployment shows the error; `docker logs dagster-location-LOCATION` on the host has the rest.",
  LOCATION_UNKNOWN: "`dagster-multihost status` lists the locations.",
  PREFLIGHT_UNHEALTHY: "`dagster-multihost status` shows the same.",
  RELOAD_TIMEOUT: "The log of the location's code server on its host.",
  RESTORE_INCOMPLETE:
    "The state file has what is left; Dagster's page Deployment shows which location does not load.",
  RUNS_IN_PROGRESS: "`dagster-multihost runs --location LOCATION`",
  USAGE_INVALID: "`dagster-multihost COMMAND --help`",
  WEBSERVER_URL_INVALID: "`echo $DAGSTER_WEBSERVER_URL`",
  LAUNCHER_SOCKET_PATH_TOO_LONG:
    "The path is in the message; `launcher_socket` or DAGSTER_HOME decide on it.",
  LAUNCHER_SOCKET_UNKNOWN: "`echo $DAGSTER_HOME` in the process that reports it.",
  BUNDLED_LAUNCHER_MISSING:
    "`pip show -f dagster-multihost-launcher` shows whether `_bundled/launcher.mjs` is there.",
  BUNDLED_LAUNCHER_FAILED: "`$DAGSTER_HOME/multihost/launcher.log`",
  NODE_NOT_FOUND: "`node --version` as the user of Dagster's processes.",
  NODE_TOO_OLD: "`node --version` as the user of Dagster's processes.",
  DAGSTER_POSTGRES_MISSING: "`pip show dagster-postgres` in that environment.",
  CONFIG_INVALID: "`dagster-multihost config validate` names every problem with its path.",
  CLEANUP_MAX_AGE_INVALID: "The run's tags in Dagster.",
  IMAGE_UNKNOWN:
    "`dagster-multihost status` shows each location's image; the code server's environment has `DAGSTER_CURRENT_IMAGE`.",
  RUN_WITHOUT_ORIGIN: "The run's page in Dagster shows no code location.",
  RESUME_NOT_SUPPORTED: "The run's tag `multihost_docker/launcher_type` is `default`.",
};

/** What to do about the adapter's codes, whose table says what they mean. */
export const adapterMends: Record<string, string> = {
  LAUNCHER_UNREACHABLE: "Start the launcher (`docker start dagster-launcher`), or correct `launcher_socket`.",
  LAUNCHER_TIMEOUT:
    "The run is queued again where `run_queue.max_user_code_failure_retries` allows it; restart a launcher that hangs.",
  LAUNCHER_ANSWER_INVALID:
    "Use the adapter and the launcher of one version; see that nothing else listens on the socket.",
  LAUNCHER_SOCKET_PATH_TOO_LONG: "Set `launcher_socket` to a shorter path.",
  LAUNCHER_SOCKET_UNKNOWN: "Set DAGSTER_HOME, or `launcher_socket`.",
  BUNDLED_LAUNCHER_MISSING:
    "Install the wheel from `npm run wheel`, or run `dagster-multihost serve` yourself.",
  BUNDLED_LAUNCHER_FAILED: "Correct what its log names: most often the configuration.",
  NODE_NOT_FOUND: "Install Node 24 or newer, or the package's extra that brings it.",
  NODE_TOO_OLD: "Install Node 24 or newer, or the package's extra that brings it.",
  DAGSTER_POSTGRES_MISSING: "`pip install dagster-postgres`",
  CONFIG_INVALID: "Correct the key that is named: [configuration.md](configuration.md).",
  CLEANUP_MAX_AGE_INVALID: "Write a number such as `48`.",
  IMAGE_UNKNOWN: "Set `DAGSTER_CURRENT_IMAGE` for the code server, or the tag `dagster/image` of the run.",
  RUN_WITHOUT_ORIGIN: "Launch the run from a workspace, not from an object in memory.",
  RESUME_NOT_SUPPORTED: "Set `run_monitoring.max_resume_run_attempts` to 0, or launch the run again.",
};
