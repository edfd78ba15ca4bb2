"""The state of the Docker hosts as asset metadata."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dagster_multihost_launcher.tables import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dagster import TableMetadataValue

_COLUMNS = {
    "host_name": "string",
    "docker_url": "string",
    "locations": "string",
    "reachable": "bool",
    "drained": "bool",
    "version": "string",
    "containers_running": "int",
    "containers_total": "int",
    "disk_used_bytes": "int",
    "certificate_days_left": "int",
    "error": "string",
}


def host_metadata(hosts: Sequence[dict[str, Any]]) -> dict[str, int | TableMetadataValue]:
    """Counts, and one table row for each host; a host that does not answer has its error in the row."""
    reachable = sum(1 for host in hosts if host.get("reachable") is True)
    metadata: dict[str, int | TableMetadataValue] = {
        "hosts": table(_COLUMNS, [{**host, "disk_used_bytes": _disk_used(host)} for host in hosts]),
        "reachable_hosts": reachable,
        "unreachable_hosts": len(hosts) - reachable,
        "drained_hosts": sum(1 for host in hosts if host.get("drained") is True),
        "containers_running": sum(int(host.get("containers_running") or 0) for host in hosts),
    }
    days = [host["certificate_days_left"] for host in hosts if host.get("certificate_days_left") is not None]
    if days:
        metadata["certificate_days_left"] = min(days)
    return metadata


def _disk_used(host: dict[str, Any]) -> int | None:
    disk = host.get("disk")
    return sum(disk.values()) if isinstance(disk, dict) else None
