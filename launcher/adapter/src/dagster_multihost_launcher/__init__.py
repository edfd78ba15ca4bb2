"""Run Dagster runs on several Docker hosts.

`MultiHostDockerRunLauncher` is named in the ``run_launcher`` section of dagster.yaml,
`PostgresComputeLogManager` in its ``compute_logs`` section; `build_admin_definitions` makes the definitions
of an admin code location.
"""

from typing import TYPE_CHECKING, Any

from dagster_multihost_launcher.admin import build_admin_definitions
from dagster_multihost_launcher.errors import LauncherError, LauncherUnreachableError
from dagster_multihost_launcher.launcher import MultiHostDockerRunLauncher

if TYPE_CHECKING:
    from dagster_multihost_launcher.compute_logs import PostgresComputeLogManager

__version__ = "0.3.0"

__all__ = [
    "LauncherError",
    "LauncherUnreachableError",
    "MultiHostDockerRunLauncher",
    "PostgresComputeLogManager",
    "build_admin_definitions",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - what a module's attribute is depends on its name
    # Only those who configure it pay for loading it.
    if name == "PostgresComputeLogManager":
        from dagster_multihost_launcher.compute_logs import PostgresComputeLogManager

        return PostgresComputeLogManager
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
