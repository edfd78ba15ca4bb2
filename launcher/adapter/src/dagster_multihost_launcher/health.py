"""Is a run's worker alive? Only proof of its end may end a run."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from dagster import DagsterRunStatus
from dagster._core.launcher import CheckRunHealthResult, WorkerStatus

from dagster_multihost_launcher.containers import container_of
from dagster_multihost_launcher.ended import EndedWorkers
from dagster_multihost_launcher.errors import LauncherError

if TYPE_CHECKING:
    from dagster import DagsterInstance, DagsterRun

    from dagster_multihost_launcher.client import LauncherClient
    from dagster_multihost_launcher.ended import EndedWorker

_FORGET_AFTER_SECONDS = 3600.0
_logger = logging.getLogger(__name__)
_ALIVE = CheckRunHealthResult(WorkerStatus.RUNNING)


class HealthChecks:
    """Maps the launcher's view of a container to Dagster's `WorkerStatus`.

    Args:
        clock: Seconds from any fixed point; replaced in tests.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._ended = EndedWorkers(clock)
        self._reported: dict[str, float] = {}

    def check(
        self, client: LauncherClient, instance: DagsterInstance, run: DagsterRun
    ) -> CheckRunHealthResult:
        """The health of `run`'s worker.

        Run monitoring acts on the first answer that is neither RUNNING nor SUCCESS. So an unreachable
        host or launcher, and a run that has ended or is being canceled, count as RUNNING.
        """
        try:
            answer = client.health(run.run_id, container_of(run))
        except LauncherError as error:
            _logger.warning("The health of run %s is unknown: %s", run.run_id, error)
            return _ALIVE
        ended = self._ended.judge(run.run_id, answer)
        if ended is None or _is_settled(instance, run):
            return _ALIVE
        self._report_once(instance, run, ended)
        return CheckRunHealthResult(ended.status, ended.message, run_worker_id=ended.worker_id[:12])

    def _report_once(self, instance: DagsterInstance, run: DagsterRun, ended: EndedWorker) -> None:
        now = self._clock()
        for worker in [key for key, seen in self._reported.items() if seen < now - _FORGET_AFTER_SECONDS]:
            del self._reported[worker]
        if ended.status != WorkerStatus.NOT_FOUND and ended.worker_id not in self._reported:
            self._reported[ended.worker_id] = now
            instance.report_engine_event(ended.report, run)


def _is_settled(instance: DagsterInstance, run: DagsterRun) -> bool:
    # The monitor's copy is as old as its round; the worker may have finished the run since.
    current = instance.get_run_by_id(run.run_id)
    return current is None or current.is_finished or current.status == DagsterRunStatus.CANCELING
