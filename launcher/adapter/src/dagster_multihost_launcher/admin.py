"""Definitions of the admin code location: status of the Docker hosts, and cleanup of run containers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dagster import DefaultScheduleStatus, Definitions, ScheduleDefinition, define_asset_job

from dagster_multihost_launcher.admin_assets import cleanup_asset, status_asset
from dagster_multihost_launcher.cleanup_age import DEFAULT_MAX_AGE_HOURS, check_max_age_hours

if TYPE_CHECKING:
    from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition


def build_admin_definitions(
    cron_schedule: str | None = None,
    cleanup_max_age_hours: float = DEFAULT_MAX_AGE_HOURS,
    *,
    cleanup_cron: str = "0 */6 * * *",
    status_cron: str = "0 * * * *",
    launcher_socket: str | None = None,
) -> Definitions:
    """The assets ``multihost_container_status`` and ``multihost_container_cleanup`` with jobs and schedules.

    Load them in a code location on the control plane, with the launcher's socket within reach. All schedules
    start STOPPED: turn them on in Dagster's UI. The jobs are ``multihost_admin_status``,
    ``multihost_admin_cleanup``, and ``multihost_admin_job`` for the one after the other.

    Args:
        cron_schedule: One schedule, ``multihost_admin_schedule``, takes the status and then cleans up, by
            ``multihost_admin_job``; `cleanup_cron` and `status_cron` have no effect then. Default: None.
        cleanup_max_age_hours: Hours after its end at which a container is removed, unless the run tag
            ``multihost/cleanup_max_age_hours`` says otherwise. Failed ones are kept for 24 hours all the
            same. Default: 24.
        cleanup_cron: Cron expression of ``multihost_admin_cleanup_schedule``. Default: every six hours.
        status_cron: Cron expression of ``multihost_admin_schedule``. Default: every hour.
        launcher_socket: Path of the launcher's socket. Default: ``DAGSTER_MULTIHOST_LAUNCHER_SOCKET``, else
            ``multihost/launcher.sock`` under DAGSTER_HOME.

    Raises:
        LauncherError: ``CLEANUP_MAX_AGE_INVALID`` when `cleanup_max_age_hours` is not a number of hours.

    Example:
        >>> defs = build_admin_definitions("*/10 * * * *", cleanup_max_age_hours=48)
    """
    hours = check_max_age_hours(cleanup_max_age_hours, "cleanup_max_age_hours of build_admin_definitions")
    status = status_asset(launcher_socket)
    cleanup = cleanup_asset(launcher_socket, after=status, default_hours=hours)
    status_job = define_asset_job("multihost_admin_status", selection=[status])
    cleanup_job = define_asset_job("multihost_admin_cleanup", selection=[cleanup])
    both = define_asset_job("multihost_admin_job", selection=[status, cleanup])
    if cron_schedule is None:
        schedules = [
            _schedule("multihost_admin_schedule", status_job, status_cron),
            _schedule("multihost_admin_cleanup_schedule", cleanup_job, cleanup_cron),
        ]
    else:
        schedules = [_schedule("multihost_admin_schedule", both, cron_schedule)]
    return Definitions(assets=[status, cleanup], jobs=[status_job, cleanup_job, both], schedules=schedules)


def _schedule(name: str, job: UnresolvedAssetJobDefinition, cron: str) -> ScheduleDefinition:
    return ScheduleDefinition(
        name=name, job=job, cron_schedule=cron, default_status=DefaultScheduleStatus.STOPPED
    )
