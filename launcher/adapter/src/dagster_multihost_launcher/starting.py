"""Start a run's container, and stay with it while nobody can say whether it started."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from dagster import DagsterRunStatus

from dagster_multihost_launcher.errors import LauncherError

if TYPE_CHECKING:
    from dagster import DagsterInstance, DagsterRun

    from dagster_multihost_launcher.client import LauncherClient
    from dagster_multihost_launcher.messages import CreatedContainer

RETRY_FOR_SECONDS = 60.0
RETRY_EVERY_SECONDS = 1.0
_NOT_YET_AT_WORK = (DagsterRunStatus.NOT_STARTED, DagsterRunStatus.STARTING)


def start_container(
    client: LauncherClient,
    instance: DagsterInstance,
    run: DagsterRun,
    attempt: int,
    container: CreatedContainer,
) -> CreatedContainer:
    """Start the created `container` of `run`; returns the one that was started, see `LauncherClient.start`.

    A launcher or host that is lost during a start may have done it or not. If the run went back to the
    queue then, the worker would find it queued and end without working, and the next launch would find
    a container that has ended. So the request is repeated for a minute, or until the worker shows itself.

    Returns:
        The container that was started: another one when a warm worker had ended before its start.

    Raises:
        LauncherError: As the launcher answers it, or the last one when the minute is over.
    """
    deadline = time.monotonic() + RETRY_FOR_SECONDS
    while True:
        try:
            return client.start(run.run_id, attempt, container)
        except LauncherError as error:
            if not error.retryable:
                raise
            if _is_at_work(instance, run):
                return container
            if time.monotonic() >= deadline:
                raise
            time.sleep(RETRY_EVERY_SECONDS)


def _is_at_work(instance: DagsterInstance, run: DagsterRun) -> bool:
    # A run that is resumed was at work before; its status tells nothing about its new worker.
    if run.status not in _NOT_YET_AT_WORK:
        return False
    current = instance.get_run_by_id(run.run_id)
    return current is not None and current.status not in _NOT_YET_AT_WORK
