"""Definitions of the admin code location: status of the Docker hosts, and cleanup of run containers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dagster import DefaultScheduleStatus, Definitions, ScheduleDefinition, define_asset_job

from dagster_multihost_launcher.admin_assets import cleanup_asset, status_asset

if TYPE_CHECKING:
    from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition


def build_admin_definitions(
    cleanup_cron: str = "0 */6 * * *",
    status_cron: str = "0 * * * *",
    cron_schedule: str | None = None,
    launcher_socket: str | None = None,
) -> Definitions:
    """The assets ``multihost_container_status`` and ``multihost_container_cleanup`` with jobs and schedules.

    Load them in a code location on the control plane, with the launcher's socket within reach. All schedules
    start STOPPED: turn them on in Dagster's UI. The jobs are ``multihost_admin_status`` and
    ``multihost_admin_cleanup``.

    Args:
        cleanup_cron: Cron expression of ``multihost_admin_cleanup_schedule``. Default: every six hours.
        status_cron: Cron expression of ``multihost_admin_schedule``. Default: every hour.
        cron_schedule: One schedule, ``multihost_admin_schedule``, takes the status and then cleans up, by the
            job ``multihost_admin``; `cleanup_cron` and `status_cron` have no effect then.
        launcher_socket: Path of the launcher's socket. Default: ``DAGSTER_MULTIHOST_LAUNCHER_SOCKET``, else
            ``multihost/launcher.sock`` under DAGSTER_HOME.

    Example:
        >>> defs = build_admin_definitions(status_cron="*/10 * * * *")
    """
    status = status_asset(launcher_socket)
    cleanup = cleanup_asset(launcher_socket, after=status)
    status_job = define_asset_job("multihost_admin_status", selection=[status])
    cleanup_job = define_asset_job("multihost_admin_cleanup", selection=[cleanup])
    jobs = [status_job, cleanup_job]
    if cron_schedule is None:
        schedules = [
            _schedule("multihost_admin_schedule", status_job, status_cron),
            _schedule("multihost_admin_cleanup_schedule", cleanup_job, cleanup_cron),
        ]
    else:
        both = define_asset_job("multihost_admin", selection=[status, cleanup])
        jobs.append(both)
        schedules = [_schedule("multihost_admin_schedule", both, cron_schedule)]
    return Definitions(assets=[status, cleanup], jobs=jobs, schedules=schedules)


def _schedule(name: str, job: UnresolvedAssetJobDefinition, cron: str) -> ScheduleDefinition:
    return ScheduleDefinition(
        name=name, job=job, cron_schedule=cron, default_status=DefaultScheduleStatus.STOPPED
    )
