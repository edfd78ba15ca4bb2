"""Is a run's worker alive? Only proof of its end may end a run."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dagster import DagsterRunStatus
from dagster._core.launcher import CheckRunHealthResult, WorkerStatus

from dagster_multihost_launcher.containers import container_of
from dagster_multihost_launcher.errors import LauncherError

if TYPE_CHECKING:
    from dagster import DagsterInstance, DagsterRun

    from dagster_multihost_launcher.client import LauncherClient

# A worker that exited with 0 has just written the run's end; a database replica may show it later.
EXIT_GRACE_SECONDS = 10.0
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
        self._exited_at: dict[str, float] = {}
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
        status = answer.get("status")
        if status not in ("SUCCESS", "FAILED", "NOT_FOUND") or _is_settled(instance, run):
            return _ALIVE
        self._forget_old()
        worker = str(answer.get("container_id") or run.run_id)
        if status == "SUCCESS" and not self._grace_is_over(worker):
            return _ALIVE
        message = _message(answer)
        if status != "NOT_FOUND" and worker not in self._reported:
            self._reported[worker] = self._clock()
            instance.report_engine_event(_with_logs(message, answer.get("log_tail")), run)
        worker_status = WorkerStatus.NOT_FOUND if status == "NOT_FOUND" else WorkerStatus.FAILED
        return CheckRunHealthResult(worker_status, message, run_worker_id=worker[:12])

    def _grace_is_over(self, worker: str) -> bool:
        now = self._clock()
        return now - self._exited_at.setdefault(worker, now) >= EXIT_GRACE_SECONDS

    def _forget_old(self) -> None:
        oldest = self._clock() - _FORGET_AFTER_SECONDS
        for memory in (self._exited_at, self._reported):
            for worker in [key for key, seen in memory.items() if seen < oldest]:
                del memory[worker]


def _is_settled(instance: DagsterInstance, run: DagsterRun) -> bool:
    # The monitor's copy is as old as its round; the worker may have finished the run since.
    current = instance.get_run_by_id(run.run_id)
    return current is None or current.is_finished or current.status == DagsterRunStatus.CANCELING


def _message(answer: dict[str, Any]) -> str:
    host, code = answer.get("host_name"), answer.get("exit_code")
    exited = f"Container exited with code {code} on '{host}'."
    if answer.get("status") == "NOT_FOUND":
        return str(
            answer.get("message") or "The run's container no longer exists on any host of its location."
        )
    if answer.get("status") == "SUCCESS":
        return f"{exited} The run worker ended without finishing the run."
    message = str(answer.get("message") or exited)
    if answer.get("oom_killed") is True and "memory" not in message:
        return f"{message} It was killed because it ran out of memory; raise container_kwargs.mem_limit."
    return message


def _with_logs(message: str, log_tail: object) -> str:
    lines = [str(line) for line in log_tail] if isinstance(log_tail, list) else []
    return "\n".join([message, "Last logs:", *lines]) if lines else message
