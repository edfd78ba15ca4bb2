"""Run Dagster runs on several Docker hosts.

`MultiHostDockerRunLauncher` is named in the ``run_launcher`` section of dagster.yaml;
`build_admin_definitions` makes the definitions of an admin code location.
"""

from dagster_multihost_launcher.admin import build_admin_definitions
from dagster_multihost_launcher.errors import LauncherError, LauncherUnreachableError
from dagster_multihost_launcher.launcher import MultiHostDockerRunLauncher

__version__ = "0.1.0"

__all__ = [
    "LauncherError",
    "LauncherUnreachableError",
    "MultiHostDockerRunLauncher",
    "build_admin_definitions",
]
