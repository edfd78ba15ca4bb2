"""The thread that looks after runs between two calls of Dagster."""

from __future__ import annotations

import logging
import threading
import time
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING

from dagster import DagsterRunStatus, RunsFilter

from dagster_multihost_launcher.containers import container_of
from dagster_multihost_launcher.errors import LauncherError
from dagster_multihost_launcher.start_watch import StartWatch
from dagster_multihost_launcher.tags import DOCKER, LAUNCHER_TYPE_TAG

if TYPE_CHECKING:
    from dagster import DagsterInstance

    from dagster_multihost_launcher.client import LauncherClient
    from dagster_multihost_launcher.termination import Terminations

POLL_SECONDS = 2.0
# A run of a command line that has ended, or of a process that died, is watched from here on.
ADOPT_SECONDS = 5.0
_PAUSE_FACTOR = 10
_MOST_PAUSE_SECONDS = 20.0
_MOST_ADOPTED = 1000
_CLOSE_SECONDS = 5.0
_logger = logging.getLogger(__name__)


class Background:
    """Watches launched runs until they start, and takes up what another process left unfinished.

    There is no thread before the first `begin`. It ends with `close`, with the instance or with the process.

    Args:
        connect: Gives the launcher as it is configured at the moment.
        terminations: The stops of this process.
    """

    def __init__(self, connect: Callable[[], LauncherClient], terminations: Terminations) -> None:
        self._connect = connect
        self._terminations = terminations
        self._watch = StartWatch()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closing = threading.Event()
        self._adopt_at = 0.0
        self._told = ""

    def begin(self, instance: DagsterInstance, launched_run_id: str | None = None) -> None:
        """Make sure that the thread runs, and watch `launched_run_id`, whose container was just started."""
        if launched_run_id is not None:
            self._watch.remember(launched_run_id)
        with self._lock:
            if self._thread is not None or self._closing.is_set():
                return
            self._thread = threading.Thread(
                target=self._loop, args=(weakref.ref(instance),), name="multihost-runs", daemon=True
            )
            self._thread.start()

    def close(self) -> None:
        """End the thread."""
        self._closing.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(_CLOSE_SECONDS)

    def _loop(self, reference: weakref.ref[DagsterInstance]) -> None:
        while not self._closing.is_set():
            instance = reference()
            if instance is None:
                return
            begun = time.monotonic()
            self._try_round(instance)
            # Otherwise this thread would keep an instance that nobody uses any more.
            del instance
            # Where many runs start on a busy machine, looking after them must not slow their launches down.
            busy = time.monotonic() - begun
            self._closing.wait(min(max(POLL_SECONDS, _PAUSE_FACTOR * busy), _MOST_PAUSE_SECONDS))

    def _try_round(self, instance: DagsterInstance) -> None:
        try:
            self._round(instance)
            self._told = ""
        except Exception as error:
            # The database or the launcher is away; that may last, and one line for it is enough.
            if not self._closing.is_set() and self._told != str(error):
                is_known = isinstance(error, LauncherError)
                _logger.warning("Launched runs cannot be watched: %s", error, exc_info=not is_known)
                self._told = str(error)

    def _round(self, instance: DagsterInstance) -> None:
        if time.monotonic() >= self._adopt_at:
            self._adopt_at = time.monotonic() + ADOPT_SECONDS
            self._adopt(instance)
        if not self._watch.is_empty():
            self._watch.check(self._connect(), instance)

    def _adopt(self, instance: DagsterInstance) -> None:
        wanted = RunsFilter(
            statuses=[DagsterRunStatus.STARTING, DagsterRunStatus.CANCELING],
            tags={LAUNCHER_TYPE_TAG: DOCKER},
        )
        for run in instance.get_runs(wanted, limit=_MOST_ADOPTED):
            if not container_of(run).container_id:
                continue
            if run.status == DagsterRunStatus.STARTING:
                self._watch.adopt(run.run_id)
            else:
                self._terminations.adopt(self._connect(), instance, run)
