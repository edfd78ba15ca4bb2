"""Stop a run's container without keeping the caller waiting."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from dagster import DagsterRunStatus

from dagster_multihost_launcher.containers import container_of
from dagster_multihost_launcher.errors import LauncherError
from dagster_multihost_launcher.messages import ContainerRef
from dagster_multihost_launcher.run_lock import run_lock

if TYPE_CHECKING:
    from dagster import DagsterInstance, DagsterRun

    from dagster_multihost_launcher.client import LauncherClient
    from dagster_multihost_launcher.transport import JsonObject

RETRY_FOR_SECONDS = 600.0
RETRY_EVERY_SECONDS = 5.0
# How long `dispose` lets the stops under way report how they ended.
DISPOSE_WAIT_SECONDS = 5.0
_logger = logging.getLogger(__name__)


class Terminations:
    """The stops under way in this process, at most one for each run.

    A stop takes as long as the container's grace, but GraphQL, the backfill daemon and run monitoring
    expect `terminate` to return at once. So each stop has a thread. The threads are not daemon
    threads: a command that ends right after `terminate` waits for the stop it asked for.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._threads: dict[str, threading.Thread] = {}
        self._given_up: set[str] = set()
        self._closing = threading.Event()

    def begin(self, client: LauncherClient, instance: DagsterInstance, run: DagsterRun) -> None:
        """Mark `run` as canceling, then stop its container in the background.

        The order matters: a worker that is signalled while its run is not canceling ends the run as
        failed, and the run is then retried.
        """
        if run.status != DagsterRunStatus.CANCELING:
            instance.report_run_canceling(run)
        self._start(client, instance, run)

    def adopt(self, client: LauncherClient, instance: DagsterInstance, run: DagsterRun) -> None:
        """Take up the stop of a canceling `run` that another process began and did not bring to its end.

        Does nothing while that process, or this one, is still at it, or when it was given up here.
        """
        if run.run_id not in self._given_up and not self._closing.is_set():
            self._start(client, instance, run)

    def close(self) -> None:
        """Give the stops under way a moment to report how they ended; do not try failed ones again."""
        self._closing.set()
        deadline = time.monotonic() + DISPOSE_WAIT_SECONDS
        with self._lock:
            threads = list(self._threads.values())
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _start(self, client: LauncherClient, instance: DagsterInstance, run: DagsterRun) -> None:
        with self._lock:
            if run.run_id in self._threads:
                return
            thread = threading.Thread(
                target=self._stop, args=(client, instance, run), name=f"stop-{run.run_id[:8]}"
            )
            self._threads[run.run_id] = thread
            thread.start()

    def _stop(self, client: LauncherClient, instance: DagsterInstance, run: DagsterRun) -> None:
        try:
            with run_lock(client.socket_directory, "stop", run.run_id) as is_ours:
                if is_ours:
                    answer = self._stop_with_retries(client, instance, run, container_of(run))
                    _report_stopped(instance, run, answer)
        except LauncherError as error:
            self._given_up.add(run.run_id)
            instance.report_engine_event(f"The run's container could not be stopped: {error}", run)
        except Exception:
            _logger.exception("Failed to report the end of run %s", run.run_id)
        finally:
            with self._lock:
                self._threads.pop(run.run_id, None)

    def _stop_with_retries(
        self, client: LauncherClient, instance: DagsterInstance, run: DagsterRun, container: ContainerRef
    ) -> JsonObject:
        deadline = time.monotonic() + RETRY_FOR_SECONDS
        told = False
        while True:
            try:
                return client.terminate(run.run_id, container)
            except LauncherError as error:
                if not error.retryable or time.monotonic() > deadline or not self._pause():
                    raise
                if not told:
                    instance.report_engine_event(
                        f"Cannot stop the run's container yet, trying again: {error}", run
                    )
                    told = True

    def _pause(self) -> bool:
        """Wait before the next try; False when this process is ending."""
        deadline = time.monotonic() + RETRY_EVERY_SECONDS
        while time.monotonic() < deadline:
            # The interpreter joins this thread at its exit, so it must notice that exit by itself.
            if self._closing.wait(0.2) or not threading.main_thread().is_alive():
                return False
        return True


def _report_stopped(instance: DagsterInstance, run: DagsterRun, answer: JsonObject) -> None:
    outcome, host = answer.get("outcome"), answer.get("host_name")
    short_id = str(answer.get("container_id") or "")[:12]
    if outcome == "stopped":
        instance.report_engine_event(f"Stopped container {short_id} on host '{host}'", run)
    elif outcome == "already_stopped":
        instance.report_engine_event(f"Container {short_id} on host '{host}' had stopped already", run)
    else:
        instance.report_engine_event("The run has no container on any host of its location", run)
    # A worker that got SIGTERM has reported the run canceled; one that was killed, or never ran, could not.
    current = instance.get_run_by_id(run.run_id)
    if current is not None and current.status == DagsterRunStatus.CANCELING:
        instance.report_run_canceled(current)
