"""Start the launcher that comes with the package, once for all Dagster processes of a DAGSTER_HOME."""

from __future__ import annotations

import fcntl
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dagster_multihost_launcher.client import LauncherClient
from dagster_multihost_launcher.errors import LauncherError
from dagster_multihost_launcher.node import find_node
from dagster_multihost_launcher.socket_path import default_socket_path, runtime_directory
from dagster_multihost_launcher.transport import LauncherTransport

BUNDLE = Path(__file__).parent / "_bundled" / "launcher.mjs"
START_TIMEOUT_SECONDS = 20.0
LOCK_TIMEOUT_SECONDS = 30.0
_POLL_SECONDS = 0.05


def start_bundled_launcher(home: Path, bundle: Path = BUNDLE) -> None:
    """Make sure that a launcher answers on the socket under `home`; start the bundled one if none does.

    The launcher outlives the calling process and is shared: the webserver, the daemon and the command line
    race for a lock, and whoever comes second finds the first one's launcher. Its output goes to
    ``multihost/launcher.log`` under `home`.

    Raises:
        LauncherError: ``BUNDLED_LAUNCHER_MISSING``, ``BUNDLED_LAUNCHER_FAILED``, ``NODE_NOT_FOUND`` or
            ``NODE_TOO_OLD``.
    """
    directory = runtime_directory(home)
    directory.mkdir(parents=True, exist_ok=True)
    with _locked(directory / "launcher.lock"):
        if not _answers(home):
            _wait_until_healthy(home, _spawn(home, bundle))


def _spawn(home: Path, bundle: Path) -> subprocess.Popen[bytes]:
    if not bundle.is_file():
        raise LauncherError(
            "BUNDLED_LAUNCHER_MISSING",
            f"No launcher answers on {default_socket_path(home)}, and this installation has no bundled one. "
            "Start a launcher and set launcher_socket (or DAGSTER_MULTIHOST_LAUNCHER_SOCKET), "
            "or install the package from its wheel.",
        )
    command = [find_node(), str(bundle), "serve", "--dagster-home", str(home)]
    # A session of its own, so that a Ctrl-C or the end of this process does not take the launcher along.
    with _log_file(home).open("ab") as log:
        return subprocess.Popen(  # noqa: S603
            command,
            cwd=home,
            env={**os.environ, "DAGSTER_HOME": str(home)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _wait_until_healthy(home: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_TIMEOUT_SECONDS
    while time.monotonic() < deadline:
        if _answers(home):
            return
        if (exit_code := process.poll()) is not None:
            raise _failed(home, f"exited with code {exit_code} at once")
        time.sleep(_POLL_SECONDS)
    process.terminate()
    raise _failed(home, f"did not answer within {START_TIMEOUT_SECONDS:g} s")


def _answers(home: Path) -> bool:
    try:
        LauncherClient(LauncherTransport(str(default_socket_path(home)))).ping(timeout=2.0)
    except LauncherError:
        return False
    return True


def _failed(home: Path, how: str) -> LauncherError:
    log = _log_file(home)
    tail = "\n".join(log.read_text(errors="replace").splitlines()[-10:])
    return LauncherError(
        "BUNDLED_LAUNCHER_FAILED",
        f"The bundled launcher {how}. Mend what its log says ({log}):\n{tail}",
    )


def _log_file(home: Path) -> Path:
    return runtime_directory(home) / "launcher.log"


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    deadline = time.monotonic() + LOCK_TIMEOUT_SECONDS
    with path.open("a") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise LauncherError(
                        "BUNDLED_LAUNCHER_FAILED",
                        f"Another process has held {path} for {LOCK_TIMEOUT_SECONDS:g} s. "
                        "End that process, then try again.",
                        retryable=True,
                    ) from None
                time.sleep(_POLL_SECONDS)
        yield
