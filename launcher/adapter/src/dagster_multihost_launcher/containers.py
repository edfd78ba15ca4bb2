"""Which container belongs to a run, as far as the run's tags prove it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dagster_multihost_launcher.messages import ContainerRef
from dagster_multihost_launcher.tags import CONTAINER_ID_TAG, CONTAINER_NAME_TAG, HOST_NAME_TAG

if TYPE_CHECKING:
    from dagster import DagsterRun


def container_of(run: DagsterRun) -> ContainerRef:
    """The container that `run`'s tags name, if they are its own.

    A re-executed run inherits its parent's tags. The container's name holds the run's id, so tags
    that stand beside another run's container name are not trusted: stopping the parent's container
    would be worse than looking for this run's by its label.
    """
    match = re.fullmatch(rf"dagster-run-{re.escape(run.run_id)}-(\d+)", run.tags.get(CONTAINER_NAME_TAG, ""))
    if match is None:
        return ContainerRef()
    return ContainerRef(
        attempt=int(match.group(1)),
        host_name=run.tags.get(HOST_NAME_TAG) or None,
        container_id=run.tags.get(CONTAINER_ID_TAG) or None,
    )


def pinned_host(run: DagsterRun, attempt: int) -> str | None:
    """The host on which an earlier launch of this very run and attempt may have started a container.

    That launch wrote the tags and then did not learn whether the start had worked. On any other host there
    would be a second container. Tags of a parent run or of an earlier attempt pin nothing.
    """
    container = container_of(run)
    return container.host_name if container.attempt == attempt else None
