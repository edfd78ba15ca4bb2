"""Which files and addresses this process touches."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_EVENTS = ("open", "os.", "shutil.", "tempfile.", "subprocess.", "socket.connect", "socket.getaddrinfo")
_recording: list[list[str]] = []
_installed: list[bool] = []


@contextmanager
def touched() -> Iterator[list[str]]:
    """The list of what is touched inside, as Python's audit events tell it."""
    if not _installed:
        # A hook cannot be taken away again.
        sys.addaudithook(_hook)
        _installed.append(True)
    events: list[str] = []
    _recording.append(events)
    try:
        yield events
    finally:
        _recording.pop()


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if _recording and event.startswith(_EVENTS):
        _recording[-1].append(f"{event} {arguments[:2]}")
