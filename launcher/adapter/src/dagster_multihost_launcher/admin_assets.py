"""The assets of the admin code location."""

# No postponed annotations here: Dagster reads the type of an asset's context.

import time
from typing import Any

from dagster import AssetExecutionContext, AssetsDefinition, MaterializeResult, asset

from dagster_multihost_launcher.admin_client import admin_client
from dagster_multihost_launcher.cleanup import clean_up, delete_old_logs
from dagster_multihost_launcher.cleanup_age import DEFAULT_MAX_AGE_HOURS, max_age_hours
from dagster_multihost_launcher.cleanup_table import cleanup_metadata
from dagster_multihost_launcher.host_table import host_metadata

_GROUP = "admin"


def status_asset(launcher_socket: str | None = None) -> AssetsDefinition:
    """``multihost_container_status``: one row for each Docker host."""

    @asset(
        group_name=_GROUP,
        description="Whether each Docker host answers: version, run containers, disk and certificate.",
    )
    def multihost_container_status(context: AssetExecutionContext) -> MaterializeResult[Any]:
        hosts = admin_client(launcher_socket, context.instance).hosts(disk=True)
        return MaterializeResult(metadata=host_metadata(hosts))

    return multihost_container_status


def cleanup_asset(
    launcher_socket: str | None = None,
    *,
    after: AssetsDefinition,
    default_hours: float = DEFAULT_MAX_AGE_HOURS,
) -> AssetsDefinition:
    """``multihost_container_cleanup``: removes old run containers and stops those whose run has ended."""

    @asset(
        group_name=_GROUP,
        deps=[after],
        description="Removes run containers that ended long ago, and stops those whose run has ended.",
    )
    def multihost_container_cleanup(context: AssetExecutionContext) -> MaterializeResult[Any]:
        hours = max_age_hours(context.run.tags, default_hours)
        client = admin_client(launcher_socket, context.instance)
        report = clean_up(client, context.instance, hours, now=time.time())
        for host in report["unreachable"]:
            context.log.warning(f"Host '{host['host_name']}' was skipped: {host['error']}")
        rows = delete_old_logs(context.instance)
        return MaterializeResult(metadata=cleanup_metadata(report, hours, rows))

    return multihost_container_cleanup


#: The status asset with its default settings, for definitions of your own.
multihost_status_asset = status_asset()
#: The cleanup asset with its default settings: 24 hours, unless a run tag says otherwise.
multihost_cleanup_asset = cleanup_asset(after=multihost_status_asset)
