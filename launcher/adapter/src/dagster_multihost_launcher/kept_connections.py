"""Connections to the launcher that wait for the next request."""

from __future__ import annotations

import select
from collections import deque

from dagster_multihost_launcher.unix_http import UnixHTTPConnection

_MOST_KEPT = 16


class KeptConnections:
    """Idle connections, the one used last first. Safe to use from several threads."""

    def __init__(self) -> None:
        self._idle: deque[UnixHTTPConnection] = deque()

    def take(self, timeout: float) -> UnixHTTPConnection | None:
        """An idle connection with `timeout` seconds for each read or write; None when there is none."""
        while True:
            try:
                connection = self._idle.pop()
            except IndexError:
                return None
            if connection.sock is not None and not _has_ended(connection):
                connection.sock.settimeout(timeout)
                return connection
            connection.close()

    def keep(self, connection: UnixHTTPConnection) -> None:
        """Keep `connection`, whose answer was read to its end, unless there are enough."""
        if connection.sock is None or len(self._idle) >= _MOST_KEPT:
            connection.close()
        else:
            self._idle.append(connection)


def _has_ended(connection: UnixHTTPConnection) -> bool:
    # Nobody has been asked anything, so whatever there is to read is the other side's goodbye.
    poll = select.poll()
    poll.register(connection.sock, select.POLLIN)
    return bool(poll.poll(0))
