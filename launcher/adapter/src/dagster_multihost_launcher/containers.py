"""Which container belongs to a run, as far as the run's tags prove it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dagster_multihost_launcher.tags import CONTAINER_ID_TAG, CONTAINER_NAME_TAG, HOST_NAME_TAG

if TYPE_CHECKING:
    from dagster import DagsterRun


@dataclass(frozen=True)
class ContainerRef:
    """A run's container. All None: not known, the launcher looks for it by the run's label."""

    attempt: int | None = None
    host_name: str | None = None
    container_id: str | None = None

    def as_body(self) -> dict[str, object]:
        """The host and container id that are known, as a request body."""
        known = {"host_name": self.host_name, "container_id": self.container_id}
        return {key: value for key, value in known.items() if value is not None}

    def as_query(self) -> dict[str, str]:
        """Whatever is known, as query parameters."""
        attempt = {} if self.attempt is None else {"attempt": str(self.attempt)}
        return attempt | {key: str(value) for key, value in self.as_body().items()}


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
