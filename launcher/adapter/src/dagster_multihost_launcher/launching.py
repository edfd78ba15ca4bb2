"""Launch a run in a container: create, tag, start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dagster_multihost_launcher.container_context import docker_container_context
from dagster_multihost_launcher.container_tags import ContainerTags
from dagster_multihost_launcher.containers import pinned_host
from dagster_multihost_launcher.errors import LauncherError
from dagster_multihost_launcher.grpc_port import grpc_port
from dagster_multihost_launcher.images import resolve_image
from dagster_multihost_launcher.instance_id import instance_id
from dagster_multihost_launcher.messages import CreatedContainer, LaunchEvent
from dagster_multihost_launcher.starting import start_container
from dagster_multihost_launcher.tags import TAG_PREFIX, reset_tags
from dagster_multihost_launcher.worker_command import worker_command

if TYPE_CHECKING:
    from dagster import DagsterInstance, DagsterRun
    from dagster._core.workspace.context import BaseWorkspaceRequestContext

    from dagster_multihost_launcher.client import LauncherClient
    from dagster_multihost_launcher.tag_storage import TagStorage


def launch_container(
    client: LauncherClient,
    instance: DagsterInstance,
    run: DagsterRun,
    location_name: str,
    workspace: BaseWorkspaceRequestContext | None,
    *,
    tag_storage: TagStorage,
    resume_attempt: int | None = None,
) -> CreatedContainer:
    """Launch `run`, or resume it as attempt `resume_attempt`, on a Docker host of its location.

    The tags are written before the start, those of a warm worker even while it is taken: whatever fails
    later, a started container is always found again.

    Returns:
        The container, which has been started.

    Raises:
        LauncherError: As the launcher answers it, or when the run has no image or code origin.
    """
    attempt = resume_attempt or 0
    pin = pinned_host(run, attempt)
    if pin is None:
        reset_tags(instance, run)
    body = {
        "attempt": attempt,
        "job_name": run.job_name,
        "location_name": location_name,
        "image": resolve_image(run, location_name, workspace),
        "command": worker_command(instance, run, resume=resume_attempt is not None),
        "tags": {key: value for key, value in run.tags.items() if not key.startswith(TAG_PREFIX)},
        "env": {"DAGSTER_RUN_JOB_NAME": run.job_name, "DAGSTER_RUN_ID": run.run_id},
        "instance_id": instance_id(instance),
        "container_context": docker_container_context(run),
        "pinned_host": pin,
        "grpc_port": grpc_port(run, location_name, workspace),
        # The tags that pin the run must not be taken back when this launch fails.
        "announce": pin is None,
    }
    tags = ContainerTags(tag_storage, instance, run)
    try:
        container = _create(client, instance, run, body, tags)
    except Exception:
        tags.blank_if_possible()
        raise
    tags.write(container)
    started = start_container(client, instance, run, attempt, container)
    tags.write(started)
    return started


def _create(
    client: LauncherClient,
    instance: DagsterInstance,
    run: DagsterRun,
    body: dict[str, object],
    tags: ContainerTags,
) -> CreatedContainer:
    container: CreatedContainer | None = None
    for item in client.create(run.run_id, body):
        if isinstance(item, CreatedContainer):
            container = item
        elif isinstance(item, LaunchEvent):
            instance.report_engine_event(_text(item), run)
        elif item.worker is None:
            tags.blank()
        else:
            # Meanwhile the launcher takes the worker.
            tags.write(item.worker)
    if container is None:
        raise LauncherError("LAUNCHER_ANSWER_INVALID", "The launcher's answer to a create request is empty.")
    return container


def _text(event: LaunchEvent) -> str:
    return f"Warning: {event.message}" if event.level == "warning" else event.message
