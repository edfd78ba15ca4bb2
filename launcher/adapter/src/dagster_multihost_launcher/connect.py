"""Which launcher a Dagster instance talks to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dagster_multihost_launcher.client import LauncherClient
from dagster_multihost_launcher.errors import LauncherError
from dagster_multihost_launcher.settings import SOCKET_VARIABLE
from dagster_multihost_launcher.socket_path import dagster_home, default_socket_path
from dagster_multihost_launcher.transport import LauncherTransport

if TYPE_CHECKING:
    from pathlib import Path

    from dagster import DagsterInstance

    from dagster_multihost_launcher.settings import AdapterSettings


def client_for(settings: AdapterSettings, instance: DagsterInstance) -> LauncherClient:
    """A client for the configured launcher, or for the bundled one, started when it is first needed.

    Creating the client touches neither network nor files.
    """
    if settings.launcher_socket:
        transport = LauncherTransport(settings.launcher_socket)
    else:
        home = dagster_home(instance)
        if home is None:
            raise LauncherError(
                "LAUNCHER_SOCKET_UNKNOWN", f"Set DAGSTER_HOME, launcher_socket or {SOCKET_VARIABLE}."
            )
        transport = LauncherTransport(str(default_socket_path(home)), lambda: _start(home))
    return LauncherClient(transport, settings.stop_grace_seconds)


def _start(home: Path) -> None:
    # Only needed where no launcher is configured, so its imports stay off the common path.
    from dagster_multihost_launcher.bundled import start_bundled_launcher

    start_bundled_launcher(home)
