"""A Dagster instance, the workspace of one code server, and runs that are ready to be launched."""

from __future__ import annotations

from typing import Any

from dagster import DagsterInstance, DagsterRun, DagsterRunStatus
from dagster._core.launcher import LaunchRunContext
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import GrpcServerTarget

REPOSITORY = "__repository__"


class Deployment:
    """Loads the instance of `home` and the code locations of the code server at `host` and `port`."""

    def __init__(self, home: str, host: str, port: int) -> None:
        self.instance = DagsterInstance.from_config(home)
        self.launcher = self.instance.run_launcher
        self._server = {"host": host, "port": port, "socket": None}
        self._workspaces: dict[str, WorkspaceProcessContext] = {}

    def context(self, run: DagsterRun) -> LaunchRunContext:
        """What Dagster's daemon gives a run launcher."""
        origin = run.remote_job_origin
        assert origin is not None
        return LaunchRunContext(
            dagster_run=run, workspace=self._workspace(origin.repository_origin.code_location_origin.location_name)
        )

    def prepare(
        self,
        job: str,
        n: int = 1,
        location: str = "etl_pipelines",
        image: str | None = None,
        runs: list[dict[str, Any]] | None = None,
    ) -> dict[str, Any]:
        """Record `n` runs of `job`, which Dagster is about to launch; or the given ones, with their ids and tags."""
        wanted = runs or [{}] * n
        made = [self._create(job, location, image, **one) for one in wanted]
        return {"run_ids": [run.run_id for run in made]}

    def run(self, run_id: str) -> DagsterRun:
        """The run as it is recorded now."""
        run = self.instance.get_run_by_id(run_id)
        assert run is not None
        return run

    def close(self) -> None:
        """Let go of the code server and the database."""
        for workspace in self._workspaces.values():
            workspace.__exit__(None, None, None)
        self.instance.dispose()

    def _create(
        self, job_name: str, location_name: str, image: str | None, run_id: str | None = None, tags: Any = None
    ) -> DagsterRun:
        location = self._workspace(location_name).get_code_location(location_name)
        job = location.get_repository(REPOSITORY).get_full_job(job_name)
        plan = location.get_execution_plan(job, {}, None, None, self.instance)
        origin = job.get_python_origin()
        if image is not None:
            origin = origin._replace(repository_origin=origin.repository_origin._replace(container_image=image))
        return self.instance.create_run(
            job_name=job_name,
            run_id=run_id,
            run_config={},
            status=DagsterRunStatus.STARTED if tags else DagsterRunStatus.STARTING,
            tags=tags,
            root_run_id=None,
            parent_run_id=None,
            step_keys_to_execute=None,
            execution_plan_snapshot=plan.execution_plan_snapshot,
            job_snapshot=job.job_snapshot,
            parent_job_snapshot=job.parent_job_snapshot,
            asset_selection=None,
            asset_check_selection=None,
            resolved_op_selection=None,
            op_selection=None,
            remote_job_origin=job.get_remote_origin(),
            job_code_origin=origin,
            asset_graph=location.get_repository(REPOSITORY).asset_graph,
        )

    def _workspace(self, location_name: str) -> Any:
        if location_name not in self._workspaces:
            target = GrpcServerTarget(**self._server, location_name=location_name)
            self._workspaces[location_name] = WorkspaceProcessContext(self.instance, target).__enter__()
        return self._workspaces[location_name].create_request_context()
