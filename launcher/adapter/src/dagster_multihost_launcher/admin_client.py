"""The launcher as the admin code location reaches it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from dagster_multihost_launcher.client import LauncherClient
from dagster_multihost_launcher.errors import LauncherError
from dagster_multihost_launcher.settings import SOCKET_VARIABLE
from dagster_multihost_launcher.socket_path import dagster_home, default_socket_path
from dagster_multihost_launcher.transport import LauncherTransport

if TYPE_CHECKING:
    from dagster import DagsterInstance


def admin_client(launcher_socket: str | None, instance: DagsterInstance) -> LauncherClient:
    """A client for the launcher that runs already: the admin location never starts one of its own.

    Raises:
        LauncherError: ``LAUNCHER_SOCKET_UNKNOWN`` when nothing says where the launcher's socket is.
    """
    socket = launcher_socket or os.environ.get(SOCKET_VARIABLE)
    if socket:
        return LauncherClient(LauncherTransport(socket))
    home = dagster_home(instance)
    if home is None:
        raise LauncherError("LAUNCHER_SOCKET_UNKNOWN", f"Set DAGSTER_HOME or {SOCKET_VARIABLE} here.")
    return LauncherClient(LauncherTransport(str(default_socket_path(home))))
