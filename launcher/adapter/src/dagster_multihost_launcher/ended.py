"""What the launcher's answer proves about a worker: that it has ended, and why."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dagster._core.launcher import WorkerStatus

if TYPE_CHECKING:
    from dagster_multihost_launcher.transport import JsonObject

# A worker that exited with 0 has just written the run's end; a database replica may show it later.
EXIT_GRACE_SECONDS = 10.0
_FORGET_AFTER_SECONDS = 3600.0


@dataclass(frozen=True)
class EndedWorker:
    """A worker that has ended.

    Attributes:
        status: FAILED, or NOT_FOUND when its container was removed.
        message: One sentence that says how it ended.
        report: `message` and, below it, the container's last log lines.
        worker_id: The container's id, or the run's where it is not known.
    """

    status: WorkerStatus
    message: str
    report: str
    worker_id: str


class EndedWorkers:
    """Tells which answers about a container are proof of its end.

    Args:
        clock: Seconds from any fixed point; replaced in tests.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._exited_at: dict[str, float] = {}

    def judge(self, run_id: str, answer: JsonObject) -> EndedWorker | None:
        """The end of a worker, or None while it may be alive.

        Exit code 0 counts from `EXIT_GRACE_SECONDS` after it was first seen; the caller has to make sure
        that the run has not ended.
        """
        status = answer.get("status")
        worker_id = str(answer.get("container_id") or run_id)
        if status not in ("SUCCESS", "FAILED", "NOT_FOUND"):
            return None
        if status == "SUCCESS" and not self._grace_is_over(worker_id):
            return None
        message = _message(answer)
        if status == "NOT_FOUND":
            return EndedWorker(WorkerStatus.NOT_FOUND, message, message, worker_id)
        return EndedWorker(
            WorkerStatus.FAILED, message, _with_logs(message, answer.get("log_tail")), worker_id
        )

    def _grace_is_over(self, worker_id: str) -> bool:
        now = self._clock()
        for worker in [key for key, seen in self._exited_at.items() if seen < now - _FORGET_AFTER_SECONDS]:
            del self._exited_at[worker]
        return now - self._exited_at.setdefault(worker_id, now) >= EXIT_GRACE_SECONDS


def _message(answer: JsonObject) -> str:
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
