"""Writing the tags of runs over a connection to the database that is kept."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import yaml
from dagster._core.storage.base_storage import DagsterStorage
from dagster._core.storage.runs import RunStorage, SqlRunStorage
from sqlalchemy.exc import DBAPIError

from dagster_multihost_launcher.worker_ref import without_table_check

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dagster import DagsterInstance
    from dagster._core.instance.ref import InstanceRef
    from dagster._serdes import ConfigurableClassData

_STATEMENT_TIMEOUT_MS = 60_000
# libpq, "tcp_user_timeout": how long a server that has vanished is waited for.
_LOSS_TIMEOUT_MS = 10_000
_LIBPQ_WITH_LOSS_TIMEOUT = 120_000
_RECYCLE_SECONDS = 300
_NO_OTHERS = 0


class TagStorage:
    """Writes tags as `DagsterInstance.add_run_tags` does; with Postgres over one connection that is kept.

    Outside of the webserver dagster-postgres opens a connection for each question, two for tags, and opening
    takes longer than asking. A launch waits for its tags, so this keeps one connection, as the webserver
    does. Launches at the same moment take turns; one that has waited for `patience_seconds` opens its own.
    Other storages are written to as they are.
    """

    def __init__(self, patience_seconds: float = 0.1) -> None:
        self._patience_seconds = patience_seconds
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._opened = False
        self._kept: SqlRunStorage | None = None
        self._connected = False

    def add(self, instance: DagsterInstance, run_id: str, tags: Mapping[str, str]) -> None:
        """Add `tags` to a run, in place of those of the same names."""
        kept = self._open(instance)
        if kept is None or not self._add_over(kept, run_id, tags):
            instance.add_run_tags(run_id, tags)

    def close(self) -> None:
        """Close the connection, unless tags are being written over it; the next ones open another one."""
        with self._lock:
            kept, self._kept, self._opened = self._kept, None, False
        if kept is not None and self._turn.acquire(blocking=False):
            try:
                # Else another connection would be opened only to be closed.
                if self._connected:
                    with kept.connect() as connection:
                        connection.invalidate()
                self._connected = False
            finally:
                self._turn.release()

    def _add_over(self, kept: SqlRunStorage, run_id: str, tags: Mapping[str, str]) -> bool:
        if not self._turn.acquire(timeout=self._patience_seconds):
            return False
        try:
            # When the database has closed the connection, as at its restart, this shows before anything is
            # written: Dagster would not complete what another connection wrote in part.
            self._connected = False
            kept.has_run(run_id)
        except DBAPIError:
            return False
        else:
            self._connected = True
            kept.add_run_tags(run_id, tags)
            return True
        finally:
            self._turn.release()

    def _open(self, instance: DagsterInstance) -> SqlRunStorage | None:
        with self._lock:
            if not self._opened:
                self._kept = _postgres_runs(instance.get_ref()) if instance.is_persistent else None
                self._opened = True
            return self._kept


def _postgres_runs(ref: InstanceRef) -> SqlRunStorage | None:
    if (storage := _if_postgres(ref.storage_data)) is not None:
        runs = storage.rehydrate(as_type=DagsterStorage).run_storage  # type: ignore[type-abstract]
    elif (storage := _if_postgres(ref.run_storage_data)) is not None:
        runs = storage.rehydrate(as_type=RunStorage)  # type: ignore[type-abstract]
    else:
        return None
    if not isinstance(runs, SqlRunStorage):
        return None
    runs.optimize_for_webserver(_STATEMENT_TIMEOUT_MS, _RECYCLE_SECONDS, _NO_OTHERS)
    return runs


def _if_postgres(storage: ConfigurableClassData | None) -> ConfigurableClassData | None:
    if storage is None or storage.module_name.partition(".")[0] != "dagster_postgres":
        return None
    return _without_long_waits(without_table_check(storage))


def _without_long_waits(storage: ConfigurableClassData) -> ConfigurableClassData:
    """`storage` with a connection that breaks soon after its server has vanished, where settings allow it."""
    from psycopg2 import extensions  # type: ignore[import-untyped]

    config = yaml.safe_load(storage.config_yaml)
    database = config.get("postgres_db")
    if not isinstance(database, dict) or "scheme" in database:
        return storage
    if extensions.libpq_version() < _LIBPQ_WITH_LOSS_TIMEOUT:
        return storage
    params = {"tcp_user_timeout": str(_LOSS_TIMEOUT_MS), **(database.get("params") or {})}
    config["postgres_db"] = {**database, "params": params}
    return storage._replace(config_yaml=yaml.safe_dump(config, sort_keys=False))
