"""Which launcher a run belongs to."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from dagster_multihost_launcher.containers import container_of
from dagster_multihost_launcher.tags import DEFAULT, LAUNCHER_TYPE_TAG

if TYPE_CHECKING:
    from dagster import DagsterRun


def location_of(run: DagsterRun) -> str:
    """The name of the code location `run` belongs to; empty for a run without an origin."""
    origin = run.remote_job_origin
    return origin.repository_origin.code_location_origin.location_name if origin else ""


def runs_in_docker(run: DagsterRun, docker_locations: Collection[str]) -> bool:
    """Whether `run` was, or will be, launched in a container.

    What the run's own tags say comes first: the configuration may have changed since its launch.
    """
    if container_of(run).container_id:
        return True
    if run.tags.get(LAUNCHER_TYPE_TAG) == DEFAULT:
        return False
    return location_of(run) in docker_locations
