"""The port by which the launcher finds the container of a code location's server."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dagster import DagsterRun
    from dagster._core.workspace.context import BaseWorkspaceRequestContext


def grpc_port(
    run: DagsterRun, location_name: str, workspace: BaseWorkspaceRequestContext | None
) -> int | None:
    """The TCP port of the location's gRPC server; None for a location that Dagster starts itself.

    What the workspace says now comes before what was true when the run was made.
    """
    if workspace is not None and workspace.has_code_location(location_name):
        return _port(workspace.get_code_location(location_name).origin)
    remote = run.remote_job_origin
    return _port(remote.repository_origin.code_location_origin) if remote else None


def _port(origin: object) -> int | None:
    # Only the origin of a gRPC server has a port. Its class is not imported: that costs time at start.
    port = getattr(origin, "port", None)
    return port if isinstance(port, int) else None
