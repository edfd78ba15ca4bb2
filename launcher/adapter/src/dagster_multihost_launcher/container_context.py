"""The `docker` container context of a run's code location."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dagster_multihost_launcher.errors import LauncherError

if TYPE_CHECKING:
    from dagster import DagsterRun


def docker_container_context(run: DagsterRun) -> dict[str, Any] | None:
    """What the code server of `run` says about containers, as the launcher takes it; None for nothing.

    It comes from ``dagster api grpc --container-context`` or ``DAGSTER_CONTAINER_CONTEXT`` of that code
    server: the keys under ``docker``, and ``env_vars`` beside it, which are for every kind of container.
    The launcher checks them.

    Raises:
        LauncherError: ``CONTAINER_CONTEXT_INVALID`` when they are not a mapping with lists.
    """
    origin = run.job_code_origin
    context = origin.repository_origin.container_context if origin else None
    if not context:
        return None
    docker, shared = context.get("docker") or {}, context.get("env_vars") or []
    if not isinstance(docker, Mapping):
        raise _invalid("docker", "a mapping")
    own = docker.get("env_vars") or []
    for field, value in (("env_vars", shared), ("docker.env_vars", own)):
        if not isinstance(value, list | tuple):
            raise _invalid(field, "a list")
    if not docker and not shared:
        return None
    return {**docker, "env_vars": [*shared, *own]}


def _invalid(field: str, kind: str) -> LauncherError:
    return LauncherError(
        "CONTAINER_CONTEXT_INVALID",
        f"{field} of the code location's container context must be {kind}. Correct it where the location's "
        "code server is started, and reload the location.",
    )
