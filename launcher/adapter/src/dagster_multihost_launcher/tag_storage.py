"""Writing the tags of runs over a connection to the database that is kept."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from dagster._core.storage.base_storage import DagsterStorage
from dagster._core.storage.runs import RunStorage
from sqlalchemy.exc import DBAPIError

from dagster_multihost_launcher.worker_ref import without_table_check

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dagster import DagsterInstance
    from dagster._core.instance.ref import InstanceRef
    from dagster._serdes import ConfigurableClassData

_NO_STATEMENT_TIMEOUT = 0
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
        self._kept: RunStorage | None = None

    def add(self, instance: DagsterInstance, run_id: str, tags: Mapping[str, str]) -> None:
        """Add `tags` to a run, in place of those of the same names."""
        kept = self._open(instance)
        if kept is None or not self._add_over(kept, run_id, tags):
            instance.add_run_tags(run_id, tags)

    def close(self) -> None:
        """Let go of the connection, which ends it; the next tags open another one."""
        with self._lock:
            self._kept, self._opened = None, False

    def _add_over(self, kept: RunStorage, run_id: str, tags: Mapping[str, str]) -> bool:
        if not self._turn.acquire(timeout=self._patience_seconds):
            return False
        try:
            kept.add_run_tags(run_id, tags)
        except DBAPIError:
            # The database has closed the connection, as at its restart. Tags may be written twice.
            return False
        finally:
            self._turn.release()
        return True

    def _open(self, instance: DagsterInstance) -> RunStorage | None:
        with self._lock:
            if not self._opened:
                self._kept = _postgres_runs(instance.get_ref()) if instance.is_persistent else None
                self._opened = True
            return self._kept


def _postgres_runs(ref: InstanceRef) -> RunStorage | None:
    if (storage := _if_postgres(ref.storage_data)) is not None:
        runs = storage.rehydrate(as_type=DagsterStorage).run_storage  # type: ignore[type-abstract]
    elif (storage := _if_postgres(ref.run_storage_data)) is not None:
        runs = storage.rehydrate(as_type=RunStorage)  # type: ignore[type-abstract]
    else:
        return None
    runs.optimize_for_webserver(_NO_STATEMENT_TIMEOUT, _RECYCLE_SECONDS, _NO_OTHERS)
    return runs


def _if_postgres(storage: ConfigurableClassData | None) -> ConfigurableClassData | None:
    if storage is None or storage.module_name.partition(".")[0] != "dagster_postgres":
        return None
    return without_table_check(storage)
