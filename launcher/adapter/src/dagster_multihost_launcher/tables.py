"""Rows as table metadata."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dagster import MetadataValue, TableColumn, TableMetadataValue, TableRecord, TableSchema


def table(columns: Mapping[str, str], rows: Sequence[Mapping[str, object]]) -> TableMetadataValue:
    """A table with the given columns (name and type); what a row lacks or has as None is an empty cell."""
    return MetadataValue.table(
        records=[TableRecord({column: _cell(row.get(column)) for column in columns}) for row in rows],
        schema=TableSchema(columns=[TableColumn(name, kind) for name, kind in columns.items()]),
    )


def _cell(value: object) -> str | int | float | bool:
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return "" if value is None else str(value)
