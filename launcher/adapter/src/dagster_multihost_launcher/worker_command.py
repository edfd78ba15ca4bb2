"""The command that executes a run inside its container."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dagster_multihost_launcher.errors import LauncherError
from dagster_multihost_launcher.worker_ref import worker_instance_ref

if TYPE_CHECKING:
    from dagster import DagsterInstance, DagsterRun


def worker_command(instance: DagsterInstance, run: DagsterRun, *, resume: bool) -> list[str]:
    """``dagster api execute_run …`` for a launch, ``dagster api resume_run …`` for a resume.

    The exit code follows the run's outcome. dagster-docker leaves it at 0 for a failed run; here cleanup
    keeps failed containers longer, and a worker that could not record its failure exits with 1, which
    health reports at once instead of after the grace period for an exit with 0.
    """
    # Half a second to import, and only launching needs it: webserver and CLI start without it.
    from dagster._grpc.types import ExecuteRunArgs, ResumeRunArgs

    if run.job_code_origin is None:
        raise LauncherError(
            "RUN_WITHOUT_ORIGIN",
            f"Run {run.run_id} does not say its code location. Launch it again from there.",
        )
    repository = run.job_code_origin.repository_origin
    # The container context may hold a registry password, and everybody on the host sees the command line.
    origin = run.job_code_origin._replace(repository_origin=repository._replace(container_context=None))
    arguments = ResumeRunArgs if resume else ExecuteRunArgs
    return list(
        arguments(
            job_origin=origin,
            run_id=run.run_id,
            instance_ref=worker_instance_ref(instance.get_ref()),
            set_exit_code_on_failure=True,
        ).get_command_args()
    )
