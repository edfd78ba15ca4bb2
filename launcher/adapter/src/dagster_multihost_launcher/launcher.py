"""The run launcher that dagster.yaml names."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from dagster import DagsterInstance, DefaultRunLauncher, Permissive
from dagster._core.launcher import CheckRunHealthResult, RunLauncher, WorkerStatus
from dagster._serdes import ConfigurableClass

from dagster_multihost_launcher.background import Background
from dagster_multihost_launcher.connect import client_for
from dagster_multihost_launcher.containers import container_of
from dagster_multihost_launcher.errors import LauncherError, raise_for_dagster
from dagster_multihost_launcher.health import HealthChecks
from dagster_multihost_launcher.launching import launch_container
from dagster_multihost_launcher.live_settings import LiveSettings
from dagster_multihost_launcher.log_url import report_log_url
from dagster_multihost_launcher.redact import redact_class_data
from dagster_multihost_launcher.routing import location_of, runs_in_docker
from dagster_multihost_launcher.run_lock import run_lock
from dagster_multihost_launcher.settings import read_settings
from dagster_multihost_launcher.socket_path import dagster_home
from dagster_multihost_launcher.start_reports import StartReports
from dagster_multihost_launcher.tag_storage import TagStorage
from dagster_multihost_launcher.tags import tag_default_run
from dagster_multihost_launcher.termination import Terminations
from dagster_multihost_launcher.tracing import launch_span
from dagster_multihost_launcher.worker_ref import WorkerInstanceView

if TYPE_CHECKING:
    from dagster import DagsterRun
    from dagster._config.config_schema import UserConfigSchema
    from dagster._core.launcher import LaunchRunContext, ResumeRunContext
    from dagster._serdes import ConfigurableClassData
    from typing_extensions import Self

    from dagster_multihost_launcher.client import LauncherClient
    from dagster_multihost_launcher.settings import AdapterSettings


class MultiHostDockerRunLauncher(RunLauncher[DagsterInstance], ConfigurableClass):
    """Runs each run in a Docker container on a host of its code location.

    Runs of locations that no entry of ``docker_hosts`` lists go to Dagster's `DefaultRunLauncher`. All Docker
    work is done by the launcher service, over a Unix socket: ``launcher_socket`` (or the environment variable
    ``DAGSTER_MULTIHOST_LAUNCHER_SOCKET``), else ``multihost/launcher.sock`` under DAGSTER_HOME, where the
    launcher that comes with the package is started when it is first needed. A change of dagster.yaml is
    followed without a restart.

    Example:
        .. code-block:: yaml

            run_launcher:
              module: dagster_multihost_launcher
              class: MultiHostDockerRunLauncher
              config:
                docker_hosts:
                  - host_name: host-b
                    docker_url: ssh://deploy@10.0.1.2
                    location_names: [etl_pipelines]
    """

    def __init__(
        self, inst_data: ConfigurableClassData | None = None, config: Mapping[str, object] | None = None
    ) -> None:
        super().__init__()
        self._inst_data = redact_class_data(inst_data)
        self._live_settings = LiveSettings(read_settings(config or {}), inst_data)
        self._default = DefaultRunLauncher()
        self._health = HealthChecks()
        self._terminations = Terminations()
        self._start_reports = StartReports()
        self._background = Background(self._launcher, self._terminations)
        self._connected: tuple[AdapterSettings, LauncherClient] | None = None
        self._tag_storage = TagStorage()
        self._worker_view: WorkerInstanceView | None = None

    @property
    def inst_data(self) -> ConfigurableClassData | None:
        """The configuration this launcher was loaded from, fit to be shown: literal secrets are hidden."""
        return self._inst_data

    @classmethod
    def config_type(cls) -> UserConfigSchema:
        """Any mapping: the launcher checks the configuration, with better messages."""
        return Permissive()

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData, config_value: Mapping[str, Any]) -> Self:
        """Construct the launcher; touches neither network nor files."""
        return cls(inst_data, config_value)

    def register_instance(self, instance: DagsterInstance) -> None:
        """Connect this launcher and its default launcher to `instance`."""
        super().register_instance(instance)
        # The default launcher keeps a weak reference only, so the view is kept here.
        self._worker_view = WorkerInstanceView(instance)
        self._default.register_instance(cast("DagsterInstance", self._worker_view))

    def launch_run(self, context: LaunchRunContext) -> None:
        """Launch a run in a container, or through the default launcher when its location is not mapped."""
        run = context.dagster_run
        location_name = location_of(run)
        if location_name not in self._settings.location_names:
            self._launch_default(context, location_name)
            return
        try:
            self._launch_container(context, location_name)
        except LauncherError as error:
            raise_for_dagster(error)

    def resume_run(self, context: ResumeRunContext) -> None:
        """Start a new container that takes up a run whose worker has died."""
        run = context.dagster_run
        location_name = location_of(run)
        try:
            if location_name not in self._settings.location_names:
                raise LauncherError(
                    "RESUME_NOT_SUPPORTED",
                    f"Run {run.run_id} cannot be resumed: no entry of docker_hosts lists its code location "
                    f"'{location_name}', and the default run launcher cannot resume. Re-execute the run.",
                )
            self._launch_container(context, location_name, context.resume_attempt_number or 1)
        except LauncherError as error:
            raise_for_dagster(error)

    def terminate(self, run_id: str) -> bool:
        """Ask a run to end. Returns at once: True when the stop is under way, False when there is none."""
        run = self._instance.get_run_by_id(run_id)
        if run is None or run.is_finished:
            return False
        if not self._in_docker(run):
            return bool(self._default.terminate(run_id))
        self._terminations.begin(self._launcher(), self._instance, run)
        self._background.begin(self._instance)
        return True

    @property
    def supports_check_run_worker_health(self) -> bool:
        """True: run monitoring detects dead workers."""
        return True

    def check_run_worker_health(self, run: DagsterRun) -> CheckRunHealthResult:
        """The health of the run's container; always RUNNING for a run of the default launcher."""
        if not self._in_docker(run):
            return CheckRunHealthResult(WorkerStatus.RUNNING)
        self._background.begin(self._instance)
        return self._health.check(self._launcher(), self._instance, run)

    @property
    def supports_resume_run(self) -> bool:
        """True: ``run_monitoring.max_resume_run_attempts`` may be above 0."""
        return True

    def get_run_worker_debug_info(
        self, run: DagsterRun, include_container_logs: bool | None = True
    ) -> str | None:
        """Container state and, unless `include_container_logs` is false, its last log lines."""
        if not self._in_docker(run):
            return None
        try:
            text = self._launcher().debug(run.run_id, container_of(run))
        except LauncherError as error:
            return f"The state of the run's container is unknown: {error}"
        return text if include_container_logs else text.split("\nLast logs:")[0]

    def dispose(self) -> None:
        """Let stops under way finish for a few seconds."""
        self._start_reports.close()
        self._background.close()
        self._terminations.close()
        self._tag_storage.close()
        self._default.dispose()

    def join(self, timeout: int = 30) -> None:
        """Wait for the runs of the default launcher that this process launched."""
        self._default.join(timeout)

    def _launch_container(
        self,
        context: LaunchRunContext | ResumeRunContext,
        location_name: str,
        resume_attempt: int | None = None,
    ) -> None:
        client, run_id = self._launcher(), context.dagster_run.run_id
        # Until it is known what became of the launch, no other process may take the container for dead.
        name = "multihost.launch_run" if resume_attempt is None else "multihost.resume_run"
        span = launch_span(name, context.dagster_run, location_name)
        with run_lock(client.socket_directory, "launch", run_id), span:
            container = launch_container(
                client,
                self._instance,
                context.dagster_run,
                location_name,
                context.workspace,
                tag_storage=self._tag_storage,
                resume_attempt=resume_attempt,
            )
        self._start_reports.report(
            self._instance,
            context.dagster_run,
            container,
            location_name,
            self._settings.log_url_template,
        )
        self._background.begin(self._instance, run_id)

    def _launch_default(self, context: LaunchRunContext, location_name: str) -> None:
        tag_default_run(self._instance, context.dagster_run)
        self._default.launch_run(context)
        report_log_url(
            self._instance,
            context.dagster_run,
            self._settings.log_url_template,
            location_name=location_name,
            host_name="",
            now=time.time(),
        )

    def _in_docker(self, run: DagsterRun) -> bool:
        return runs_in_docker(run, self._settings.location_names)

    @property
    def _settings(self) -> AdapterSettings:
        return self._live_settings.current(dagster_home(self._instance))

    def _launcher(self) -> LauncherClient:
        settings = self._settings
        if self._connected is None or self._connected[0] != settings:
            self._connected = (settings, client_for(settings, self._instance))
        return self._connected[1]
