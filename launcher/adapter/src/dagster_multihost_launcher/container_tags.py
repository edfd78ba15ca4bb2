"""The tags that say where a run's container is, while a launch finds out."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from dagster_multihost_launcher.tags import docker_tags

if TYPE_CHECKING:
    from dagster import DagsterInstance, DagsterRun

    from dagster_multihost_launcher.messages import Placement
    from dagster_multihost_launcher.tag_storage import TagStorage

_logger = logging.getLogger(__name__)


class ContainerTags:
    """Writes them whenever they change.

    They may be written before the container is the run's, as whoever reads them has to expect: the launcher
    never takes an id for the run's when the container's name says otherwise.
    """

    def __init__(self, storage: TagStorage, instance: DagsterInstance, run: DagsterRun) -> None:
        self._storage = storage
        self._instance = instance
        self._run_id = run.run_id
        self._written: dict[str, str] = {}

    def write(self, placement: Placement) -> None:
        """Record where the container is, unless that is what was recorded last."""
        tags = docker_tags(placement)
        if tags != self._written:
            # Also when it fails: part of it may be there.
            self._written = tags
            self._storage.add(self._instance, self._run_id, tags)

    def blank(self) -> None:
        """Take back what was recorded: Dagster cannot delete tags."""
        if self._written:
            self._storage.add(self._instance, self._run_id, dict.fromkeys(self._written, ""))
            self._written = {}

    def blank_if_possible(self) -> None:
        """The same after a failure, which is not to be hidden by another one.

        Tags that stay pin the next launch of this attempt to a host that it might have left.
        """
        try:
            self.blank()
        except Exception:
            _logger.warning("The tags of run %s cannot be taken back", self._run_id, exc_info=True)
