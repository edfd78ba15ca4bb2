"""The run tags the adapter writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dagster import DagsterInstance, DagsterRun

    from dagster_multihost_launcher.messages import Placement

TAG_PREFIX = "multihost_docker/"
CONTAINER_ID_TAG = f"{TAG_PREFIX}container_id"
CONTAINER_NAME_TAG = f"{TAG_PREFIX}container_name"
HOST_NAME_TAG = f"{TAG_PREFIX}host_name"
LAUNCHER_TYPE_TAG = f"{TAG_PREFIX}launcher_type"

DOCKER = "docker"
DEFAULT = "default"


def reset_tags(instance: DagsterInstance, run: DagsterRun) -> None:
    """Blank what `run` inherited from a parent run or an earlier attempt.

    Dagster cannot delete tags. A run without such tags costs no write.
    """
    inherited = {key: "" for key, value in run.tags.items() if key.startswith(TAG_PREFIX) and value}
    if inherited:
        instance.add_run_tags(run.run_id, inherited)


def tag_default_run(instance: DagsterInstance, run: DagsterRun) -> None:
    """Mark `run` as launched by Dagster's DefaultRunLauncher, blanking inherited container tags."""
    inherited = {key: "" for key, value in run.tags.items() if key.startswith(TAG_PREFIX) and value}
    instance.add_run_tags(run.run_id, {**inherited, LAUNCHER_TYPE_TAG: DEFAULT})


def docker_tags(placement: Placement) -> dict[str, str]:
    """The tags that say where a run's container is."""
    return {
        CONTAINER_ID_TAG: placement.container_id,
        CONTAINER_NAME_TAG: placement.container_name,
        HOST_NAME_TAG: placement.host_name,
        LAUNCHER_TYPE_TAG: DOCKER,
    }
