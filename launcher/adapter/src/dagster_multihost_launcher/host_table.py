"""The state of the Docker hosts as asset metadata."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dagster import MetadataValue, TableColumn, TableMetadataValue, TableRecord, TableSchema

_COLUMNS = {
    "host_name": "string",
    "docker_url": "string",
    "locations": "string",
    "reachable": "bool",
    "version": "string",
    "containers_running": "int",
    "error": "string",
}


def host_metadata(hosts: Sequence[dict[str, Any]]) -> dict[str, int | TableMetadataValue]:
    """Counts, and one table row for each host; a host that does not answer has its error in the row."""
    reachable = sum(1 for host in hosts if host.get("reachable") is True)
    return {
        "hosts": MetadataValue.table(
            records=[TableRecord({column: _cell(host.get(column)) for column in _COLUMNS}) for host in hosts],
            schema=TableSchema(columns=[TableColumn(name, kind) for name, kind in _COLUMNS.items()]),
        ),
        "reachable_hosts": reachable,
        "unreachable_hosts": len(hosts) - reachable,
        "containers_running": sum(int(host.get("containers_running") or 0) for host in hosts),
    }


def _cell(value: object) -> str | int | bool:
    if isinstance(value, bool | int):
        return value
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return "" if value is None else str(value)
