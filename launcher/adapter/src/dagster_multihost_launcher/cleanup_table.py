"""The outcome of a cleanup as asset metadata."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dagster_multihost_launcher.tables import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dagster import TableMetadataValue

_CONTAINER_COLUMNS = {
    "host_name": "string",
    "container_id": "string",
    "run_id": "string",
    "status": "string",
    "image": "string",
    "created": "string",
    "finished_at": "string",
    "exit_code": "int",
    "action": "string",
    "reason": "string",
}
_HOST_COLUMNS = {"host_name": "string", "error": "string"}
# Metadata is stored with every materialisation: the counts are complete, the table has what was done first.
_MOST_ROWS = 500


def cleanup_metadata(
    report: dict[str, Any], max_age_hours: float, deleted_log_rows: int | None = None
) -> dict[str, int | float | TableMetadataValue]:
    """Counts by action, a row for each container (at most 500), and the hosts that were skipped."""
    counts = report["counts"]
    return {
        "containers": table(_CONTAINER_COLUMNS, _acted_first(report["containers"])[:_MOST_ROWS]),
        **{action: int(counts.get(action, 0)) for action in ("removed", "stopped", "kept", "failed")},
        "unreachable_hosts": len(report["unreachable"]),
        "skipped_hosts": table(_HOST_COLUMNS, report["unreachable"]),
        "max_age_hours": max_age_hours,
        **({} if deleted_log_rows is None else {"deleted_log_rows": deleted_log_rows}),
    }


def _acted_first(containers: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(containers, key=lambda container: container.get("action") == "kept")
