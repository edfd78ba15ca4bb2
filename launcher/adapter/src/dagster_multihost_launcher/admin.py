"""Definitions of the admin code location: a status asset over all Docker hosts."""

# No postponed annotations here: Dagster reads the type of an asset's context.

import os
from typing import Any

from dagster import (
    AssetExecutionContext,
    AssetsDefinition,
    DagsterInstance,
    DefaultScheduleStatus,
    Definitions,
    MaterializeResult,
    ScheduleDefinition,
    asset,
    define_asset_job,
)

from dagster_multihost_launcher.client import LauncherClient
from dagster_multihost_launcher.errors import LauncherError
from dagster_multihost_launcher.host_table import host_metadata
from dagster_multihost_launcher.settings import SOCKET_VARIABLE
from dagster_multihost_launcher.socket_path import dagster_home, default_socket_path
from dagster_multihost_launcher.transport import LauncherTransport


def build_admin_definitions(
    cleanup_cron: str = "0 */6 * * *",
    status_cron: str = "0 * * * *",
    cron_schedule: str | None = None,
    launcher_socket: str | None = None,
) -> Definitions:
    """The asset ``multihost_container_status``, its job ``multihost_admin_status`` and its schedule.

    Load them in a code location on the control plane, with the launcher's socket within reach. The asset
    materialises one row for each Docker host. The schedule ``multihost_admin_schedule`` starts STOPPED.

    Args:
        cleanup_cron: When containers will be cleaned up. This version has no cleanup asset yet: the value is
            accepted so that existing code loads, and has no effect.
        status_cron: When the status is taken. Default: every hour.
        cron_schedule: One schedule for everything, as an earlier package named it; wins over `status_cron`.
        launcher_socket: Path of the launcher's socket. Default: ``DAGSTER_MULTIHOST_LAUNCHER_SOCKET``, else
            ``multihost/launcher.sock`` under DAGSTER_HOME.

    Example:
        >>> defs = build_admin_definitions(status_cron="*/10 * * * *")
    """
    del cleanup_cron
    status = _status_asset(launcher_socket)
    job = define_asset_job("multihost_admin_status", selection=[status])
    schedule = ScheduleDefinition(
        name="multihost_admin_schedule",
        job=job,
        cron_schedule=cron_schedule or status_cron,
        default_status=DefaultScheduleStatus.STOPPED,
    )
    return Definitions(assets=[status], jobs=[job], schedules=[schedule])


def _status_asset(launcher_socket: str | None) -> AssetsDefinition:
    @asset(
        group_name="admin",
        description="Whether each Docker host answers, with its Docker version and running containers.",
    )
    def multihost_container_status(context: AssetExecutionContext) -> MaterializeResult[Any]:
        hosts = _client(launcher_socket, context.instance).hosts()
        return MaterializeResult(metadata=host_metadata(hosts))

    return multihost_container_status


def _client(launcher_socket: str | None, instance: DagsterInstance) -> LauncherClient:
    # The admin location only watches, so it never starts a launcher of its own.
    socket = launcher_socket or os.environ.get(SOCKET_VARIABLE)
    if socket:
        return LauncherClient(LauncherTransport(socket))
    home = dagster_home(instance)
    if home is None:
        raise LauncherError("LAUNCHER_SOCKET_UNKNOWN", f"Set DAGSTER_HOME or {SOCKET_VARIABLE} here.")
    return LauncherClient(LauncherTransport(str(default_socket_path(home))))
