"""Runs whose container died before Dagster started in it: run monitoring looks at started runs only."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from dagster import DagsterRunStatus, RunsFilter

from dagster_multihost_launcher.containers import container_of
from dagster_multihost_launcher.ended import EndedWorkers
from dagster_multihost_launcher.run_lock import run_lock

if TYPE_CHECKING:
    from dagster import DagsterInstance, DagsterRun

    from dagster_multihost_launcher.client import LauncherClient
    from dagster_multihost_launcher.ended import EndedWorker

# Databases limit the number of parameters of a query, the launcher that of the runs of a request.
_CHUNK = 500
_logger = logging.getLogger(__name__)


class StartWatch:
    """The launched runs that Dagster has not started yet, and what becomes of their containers."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._runs: set[str] = set()
        self._to_confirm: set[str] = set()
        self._ended = EndedWorkers()

    def remember(self, run_id: str) -> None:
        """Watch a run whose container this process has started."""
        with self._lock:
            self._runs.add(run_id)

    def adopt(self, run_id: str) -> None:
        """Watch a run that another process has launched, or is launching again at this moment.

        That is why the end of its container counts only when it is seen twice.
        """
        with self._lock:
            if run_id not in self._runs:
                self._runs.add(run_id)
                self._to_confirm.add(run_id)

    def is_empty(self) -> bool:
        """Whether there is nothing to watch."""
        return not self._runs

    def check(self, client: LauncherClient, instance: DagsterInstance) -> None:
        """Fail each run whose container has ended, and forget those that have started or ended.

        Raises:
            LauncherError: When the launcher does not answer: nothing is known then, and nothing happens.
        """
        for run_ids in _chunks(self._snapshot()):
            starting = _starting(instance, run_ids)
            self._forget(set(run_ids) - {run.run_id for run in starting})
            if not starting:
                continue
            answers = client.health_of([(run.run_id, container_of(run)) for run in starting])
            for run, answer in zip(starting, answers, strict=True):
                ended = self._ended.judge(run.run_id, answer)
                if ended is not None and self._is_confirmed(run.run_id):
                    self._fail(client, instance, run, ended)

    def _fail(
        self, client: LauncherClient, instance: DagsterInstance, run: DagsterRun, ended: EndedWorker
    ) -> None:
        # Whoever launches a run holds this lock, and of those who watch it the first one reports.
        with run_lock(client.socket_directory, "launch", run.run_id) as is_ours:
            if not is_ours:
                return
            current = instance.get_run_by_id(run.run_id)
            if (
                current is None
                or current.status != DagsterRunStatus.STARTING
                or container_of(current) != container_of(run)
            ):
                return
            _logger.info("Run %s has not started. %s", run.run_id, ended.message)
            instance.report_engine_event(ended.report, current)
            instance.report_run_failed(
                current, f"The run's container ended before Dagster had started in it. {ended.message}"
            )
        self._forget([run.run_id])

    def _is_confirmed(self, run_id: str) -> bool:
        with self._lock:
            if run_id not in self._to_confirm:
                return True
            self._to_confirm.discard(run_id)
            return False

    def _snapshot(self) -> list[str]:
        with self._lock:
            return sorted(self._runs)

    def _forget(self, run_ids: Iterable[str]) -> None:
        with self._lock:
            self._runs.difference_update(run_ids)
            self._to_confirm.difference_update(run_ids)


def _starting(instance: DagsterInstance, run_ids: Sequence[str]) -> list[DagsterRun]:
    runs = instance.get_runs(RunsFilter(run_ids=run_ids, statuses=[DagsterRunStatus.STARTING]))
    # One whose tags are reset at this moment has another process that launches it again.
    return [run for run in runs if container_of(run).container_id]


def _chunks(run_ids: Sequence[str]) -> Iterator[list[str]]:
    remaining = iter(run_ids)
    while chunk := list(islice(remaining, _CHUNK)):
        yield chunk
