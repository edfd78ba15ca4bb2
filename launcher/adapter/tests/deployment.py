"""A Dagster deployment in a temporary directory: instance, workspace and runs, all real."""

from __future__ import annotations

import functools
import shutil
import tempfile
from pathlib import Path
from typing import Any

import yaml
from dagster import DagsterEventType, DagsterInstance, DagsterRun, DagsterRunStatus
from dagster._core.launcher import LaunchRunContext, ResumeRunContext
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import GrpcServerTarget

import jobs
from dagster_multihost_launcher import MultiHostDockerRunLauncher

PASSWORD = "s3cret-registry-password"
ENV_SECRET = "s3cret-warehouse-token"


def launcher_config(**more: Any) -> dict[str, Any]:
    """A configuration as the documentation shows it, with literal secrets in it."""
    host = {
        "host_name": "host-b",
        "docker_url": "tcp://10.0.1.2:2376",
        "tls": {"ca_cert": "/c/ca.pem", "client_cert": "/c/cert.pem", "client_key": "/c/key.pem"},
        "location_names": ["etl_pipelines", "ml_training"],
        "network": "host_b_dagster_network",
        "env_vars": [f"WAREHOUSE_TOKEN={ENV_SECRET}"],
        "registry": {"url": "registry.test", "username": "ci", "password": PASSWORD},
    }
    return {"default_env_vars": ["DAGSTER_POSTGRES_USER"], "docker_hosts": [host], **more}


@functools.cache
def _empty_databases() -> tempfile.TemporaryDirectory[str]:
    """A DAGSTER_HOME with SQLite databases that are empty: to make them takes Dagster half a second."""
    template = tempfile.TemporaryDirectory(prefix="dm-empty-")
    (Path(template.name) / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
    with DagsterInstance.from_config(template.name) as instance:
        assert instance.run_storage
        assert instance.event_log_storage
        assert instance.schedule_storage
    return template


class Deployment:
    """Loads an instance from a dagster.yaml and launches runs of the gRPC code server on `port`."""

    def __init__(self, home: Path, port: int, config: dict[str, Any], **sections: Any) -> None:
        launcher = {
            "module": "dagster_multihost_launcher",
            "class": "MultiHostDockerRunLauncher",
            "config": config,
        }
        if not home.exists():
            shutil.copytree(_empty_databases().name, home)
        dagster_yaml = {"run_launcher": launcher, "telemetry": {"enabled": False}, **sections}
        (home / "dagster.yaml").write_text(yaml.safe_dump(dagster_yaml))
        self.home = home
        self.port = port
        self.instance = DagsterInstance.from_config(str(home))
        self._workspaces: list[WorkspaceProcessContext] = []

    @property
    def launcher(self) -> MultiHostDockerRunLauncher:
        launcher = self.instance.run_launcher
        assert isinstance(launcher, MultiHostDockerRunLauncher)
        return launcher

    def workspace(self, location_name: str = "etl_pipelines") -> Any:
        target = GrpcServerTarget(host="localhost", port=self.port, socket=None, location_name=location_name)
        context = WorkspaceProcessContext(self.instance, target).__enter__()
        self._workspaces.append(context)
        return context.create_request_context()

    def create(
        self,
        location_name: str = "etl_pipelines",
        job_name: str = "daily_etl",
        tags: dict[str, str] | None = None,
        status: DagsterRunStatus = DagsterRunStatus.STARTING,
    ) -> tuple[DagsterRun, Any]:
        workspace = self.workspace(location_name)
        location = workspace.get_code_location(location_name)
        job = location.get_repository("__repository__").get_full_job(job_name)
        run = self.instance.create_run_for_job(
            getattr(jobs, job_name),
            tags=tags,
            status=status,
            remote_job_origin=job.get_remote_origin(),
            job_code_origin=job.get_python_origin(),
        )
        return run, workspace

    def launch(self, run: DagsterRun, workspace: Any) -> DagsterRun:
        self.launcher.launch_run(LaunchRunContext(dagster_run=run, workspace=workspace))
        self.launcher._start_reports.flush()
        return self.reload(run)

    def launched(self, **options: Any) -> DagsterRun:
        return self.launch(*self.create(**options))

    def resume(self, run: DagsterRun, workspace: Any, attempt: int) -> DagsterRun:
        self.launcher.resume_run(ResumeRunContext(run, workspace, attempt))
        self.launcher._start_reports.flush()
        return self.reload(run)

    def reload(self, run: DagsterRun) -> DagsterRun:
        current = self.instance.get_run_by_id(run.run_id)
        assert current is not None
        return current

    def engine_events(self, run: DagsterRun) -> list[str]:
        logs = self.instance.all_logs(run.run_id, of_type=DagsterEventType.ENGINE_EVENT)
        return [entry.dagster_event.message or "" for entry in logs if entry.dagster_event]

    def failures(self, run: DagsterRun) -> list[str]:
        logs = self.instance.all_logs(run.run_id, of_type=DagsterEventType.RUN_FAILURE)
        return [entry.dagster_event.message or "" for entry in logs if entry.dagster_event]

    def close(self) -> None:
        for context in self._workspaces:
            context.__exit__(None, None, None)
        self.instance.dispose()
