"""Which image a run's container uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dagster_multihost_launcher.errors import LauncherError

if TYPE_CHECKING:
    from dagster import DagsterRun
    from dagster._core.workspace.context import BaseWorkspaceRequestContext

IMAGE_TAG = "dagster/image"


def resolve_image(run: DagsterRun, location_name: str, workspace: BaseWorkspaceRequestContext | None) -> str:
    """The image for `run`'s container.

    1. The run tag ``dagster/image``.
    2. The image in the run's job code origin: Dagster fills it from ``DAGSTER_CURRENT_IMAGE`` of the code
       server at the time the run was made.
    3. The image that the code location reports now, for a run that was made before it reported one.

    Raises:
        LauncherError: ``IMAGE_UNKNOWN`` when none of them names an image.
    """
    origin = run.job_code_origin
    image = (
        run.tags.get(IMAGE_TAG)
        or (origin.repository_origin.container_image if origin else None)
        or _current_image(location_name, workspace)
    )
    if not image:
        raise LauncherError(
            "IMAGE_UNKNOWN",
            f"No image is known for runs of code location '{location_name}'. Set DAGSTER_CURRENT_IMAGE for "
            f"its code server and reload the location, or tag the run with {IMAGE_TAG}.",
        )
    return image


def _current_image(location_name: str, workspace: BaseWorkspaceRequestContext | None) -> str | None:
    if workspace is None or not workspace.has_code_location(location_name):
        return None
    return workspace.get_code_location(location_name).container_image
