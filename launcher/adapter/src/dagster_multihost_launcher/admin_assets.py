"""The assets of the admin code location."""

# No postponed annotations here: Dagster reads the type of an asset's context.

import time
from typing import Any

from dagster import AssetExecutionContext, AssetsDefinition, MaterializeResult, asset

from dagster_multihost_launcher.admin_client import admin_client
from dagster_multihost_launcher.cleanup import clean_up, delete_old_logs, max_age_hours
from dagster_multihost_launcher.cleanup_table import cleanup_metadata
from dagster_multihost_launcher.host_table import host_metadata

_GROUP = "admin"


def status_asset(launcher_socket: str | None) -> AssetsDefinition:
    """``multihost_container_status``: one row for each Docker host."""

    @asset(
        group_name=_GROUP,
        description="Whether each Docker host answers: version, run containers, disk and certificate.",
    )
    def multihost_container_status(context: AssetExecutionContext) -> MaterializeResult[Any]:
        hosts = admin_client(launcher_socket, context.instance).hosts(disk=True)
        return MaterializeResult(metadata=host_metadata(hosts))

    return multihost_container_status


def cleanup_asset(launcher_socket: str | None, after: AssetsDefinition) -> AssetsDefinition:
    """``multihost_container_cleanup``: removes old run containers and stops those whose run has ended."""

    @asset(
        group_name=_GROUP,
        deps=[after],
        description="Removes run containers that ended long ago, and stops those whose run has ended.",
    )
    def multihost_container_cleanup(context: AssetExecutionContext) -> MaterializeResult[Any]:
        hours = max_age_hours(context.run.tags)
        client = admin_client(launcher_socket, context.instance)
        report = clean_up(client, context.instance, hours, now=time.time())
        for host in report["unreachable"]:
            context.log.warning(f"Host '{host['host_name']}' was skipped: {host['error']}")
        rows = delete_old_logs(context.instance)
        return MaterializeResult(metadata=cleanup_metadata(report, hours, rows))

    return multihost_container_cleanup
