"""Clean up after the runs of this deployment: Dagster knows the runs, the launcher knows the containers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dagster_multihost_launcher.errors import LauncherError
from dagster_multihost_launcher.instance_id import instance_id
from dagster_multihost_launcher.run_states import run_states

if TYPE_CHECKING:
    from dagster import DagsterInstance

    from dagster_multihost_launcher.client import LauncherClient
    from dagster_multihost_launcher.transport import JsonObject


def clean_up(
    client: LauncherClient, instance: DagsterInstance, max_age_hours: float, *, now: float
) -> JsonObject:
    """Remove containers that ended `max_age_hours` ago or earlier, and stop those whose run has ended.

    Only containers of this deployment are looked at. `now` is in seconds since the epoch. The answer is the
    launcher's: ``counts``, ``containers`` and ``unreachable``.
    """
    deployment = instance_id(instance)
    containers = client.containers(deployment)
    states = run_states(instance, {str(container.get("run_id", "")) for container in containers}, now)
    report = client.cleanup(
        {
            "instance_id": deployment,
            "max_age_hours": max_age_hours,
            "active_run_ids": states.active,
            "ended_run_ids": states.ended,
        }
    )
    missing = {"counts", "containers", "unreachable"} - report.keys()
    if missing:
        raise LauncherError(
            "LAUNCHER_ANSWER_INVALID",
            f"The launcher's answer to a cleanup lacks {', '.join(sorted(missing))}.",
        )
    return report


def delete_old_logs(instance: DagsterInstance) -> int | None:
    """Delete compute logs older than `retention_days`: how many rows, or None where none is configured."""
    # Not asked by its class: importing that needs dagster-postgres.
    delete = getattr(instance.compute_log_manager, "delete_old_logs", None)
    deleted = delete() if delete else None
    return deleted if isinstance(deleted, int) else None
