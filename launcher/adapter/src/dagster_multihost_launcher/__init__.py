"""Run Dagster runs on several Docker hosts.

`MultiHostDockerRunLauncher` is named in the ``run_launcher`` section of dagster.yaml,
`PostgresComputeLogManager` in its ``compute_logs`` section; `build_admin_definitions` makes the definitions
of an admin code location, and `multihost_status_asset` and `multihost_cleanup_asset` are its assets for
definitions of your own.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from dagster_multihost_launcher.errors import LauncherError, LauncherUnreachableError
from dagster_multihost_launcher.launcher import MultiHostDockerRunLauncher

if TYPE_CHECKING:
    from dagster_multihost_launcher.admin import build_admin_definitions
    from dagster_multihost_launcher.admin_assets import multihost_cleanup_asset, multihost_status_asset
    from dagster_multihost_launcher.compute_log_manager import PostgresComputeLogManager

__version__ = "0.3.0"

__all__ = [
    "LauncherError",
    "LauncherUnreachableError",
    "MultiHostDockerRunLauncher",
    "PostgresComputeLogManager",
    "build_admin_definitions",
    "multihost_cleanup_asset",
    "multihost_status_asset",
]

# Only those who use them pay for loading them.
_MODULE_OF = {
    "PostgresComputeLogManager": "compute_log_manager",
    "build_admin_definitions": "admin",
    "multihost_cleanup_asset": "admin_assets",
    "multihost_status_asset": "admin_assets",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - what a module's attribute is depends on its name
    if name in _MODULE_OF:
        return getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
