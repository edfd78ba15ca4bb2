"""Where the launcher's socket is."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dagster import DagsterInstance


def dagster_home(instance: DagsterInstance | None) -> Path | None:
    """``DAGSTER_HOME``, or the directory the instance was loaded from when the variable is not set."""
    if home := os.environ.get("DAGSTER_HOME"):
        return Path(home).expanduser()
    return None if instance is None else Path(instance.root_directory)


def runtime_directory(home: Path) -> Path:
    """The directory under DAGSTER_HOME that holds the launcher's socket, lock and log."""
    return home / "multihost"


def default_socket_path(home: Path) -> Path:
    """The launcher's socket when none is configured."""
    return runtime_directory(home) / "launcher.sock"
