"""What a run's log says once its container has started."""

from __future__ import annotations

import logging
import time
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING

from dagster_multihost_launcher.log_url import report_log_url

if TYPE_CHECKING:
    from dagster import DagsterInstance, DagsterRun

    from dagster_multihost_launcher.messages import CreatedContainer

_CLOSE_SECONDS = 5.0
_logger = logging.getLogger(__name__)


class StartReports:
    """Writes the events that follow a start, in a thread of its own: each takes a connection to the database.

    What is not written yet when the process ends is written then.
    """

    def __init__(self) -> None:
        self._pool: ThreadPoolExecutor | None = None
        self._pending: set[Future[None]] = set()

    def report(
        self,
        instance: DagsterInstance,
        run: DagsterRun,
        container: CreatedContainer,
        location_name: str,
        log_url_template: str | None,
    ) -> None:
        """Report that `container` was started, and the link to its logs when there is a template."""
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, "multihost-reports")
        now = time.time()

        def write() -> None:
            try:
                instance.report_engine_event(_text(container), run)
                report_log_url(
                    instance,
                    run,
                    log_url_template,
                    location_name=location_name,
                    host_name=container.host_name,
                    now=now,
                )
            except Exception:
                # The run is under way all the same; its tags say where.
                _logger.warning("The start of run %s cannot be reported", run.run_id, exc_info=True)

        future = self._pool.submit(write)
        self._pending.add(future)
        future.add_done_callback(self._pending.discard)

    def flush(self, timeout: float = _CLOSE_SECONDS) -> None:
        """Wait until everything is written, for at most `timeout` seconds."""
        wait(list(self._pending), timeout)

    def close(self) -> None:
        """Let what is under way finish for a few seconds."""
        self.flush()
        if self._pool is not None:
            self._pool.shutdown(wait=False)
            self._pool = None


def _text(container: CreatedContainer) -> str:
    how = " (warm)" if container.warm else ""
    return f"Started Docker container {container.container_id[:12]}{how} on host '{container.host_name}'"
