"""One process at a time decides about a run: the webserver, the daemon and the command line all watch."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote


@contextmanager
def run_lock(directory: Path, purpose: str, run_id: str) -> Iterator[bool]:
    """Try to lock a run for a purpose: yields whether nobody else, in any process, holds that lock.

    The lock is a file in `directory`, the one of the launcher's socket, which all of them share; it is gone
    with the process that held it. Where no file can be made the lock is always granted: the processes then
    check the run's state only.
    """
    path = directory / f"{purpose}-{quote(run_id, safe='')}.lock"
    try:
        descriptor = _acquire(path)
    except OSError:
        yield True
        return
    if descriptor is None:
        yield False
        return
    try:
        yield True
    finally:
        # Removed while it is held, so that nobody removes the next holder's.
        path.unlink(missing_ok=True)
        os.close(descriptor)


def _acquire(path: Path) -> int | None:
    # Not on Windows, where nothing but a code location may import this package.
    import fcntl

    while True:
        # Reading is enough to lock, so a file of another user will do.
        descriptor = os.open(path, os.O_CREAT | os.O_RDONLY | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        except OSError:
            os.close(descriptor)
            raise
        if _is_still(path, descriptor):
            return descriptor
        os.close(descriptor)


def _is_still(path: Path, descriptor: int) -> bool:
    """Whether the locked file has not been removed by its holder in between."""
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except FileNotFoundError:
        return False
