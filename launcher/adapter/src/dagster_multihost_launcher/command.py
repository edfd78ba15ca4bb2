"""The command ``dagster-multihost``: the bundled launcher's own command line."""

from __future__ import annotations

import os
import sys

from dagster_multihost_launcher.bundled import BUNDLE
from dagster_multihost_launcher.errors import LauncherError
from dagster_multihost_launcher.node import find_node


def main() -> None:
    """Replace this process by Node with the bundled launcher and the same arguments.

    Example:
        ``dagster-multihost serve --dagster-home /opt/dagster/home``
    """
    try:
        if not BUNDLE.is_file():
            raise LauncherError(
                "BUNDLED_LAUNCHER_MISSING",
                f"{BUNDLE} does not exist: this installation has no bundled launcher. "
                "Install the package from its wheel.",
            )
        node = find_node()
    except LauncherError as error:
        sys.exit(str(error))
    os.execv(node, [node, str(BUNDLE), *sys.argv[1:]])  # noqa: S606
