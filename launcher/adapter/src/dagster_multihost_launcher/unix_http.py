"""HTTP over a Unix socket with the standard library alone: importing it costs a few milliseconds."""

from __future__ import annotations

import http.client
import socket


class UnixHTTPConnection(http.client.HTTPConnection):
    """An `http.client.HTTPConnection` that dials a Unix socket.

    Args:
        path: The socket's path, at most 107 bytes (a limit of the kernel).
        timeout: Seconds that connecting, and then each single read or write, may take.
    """

    def __init__(self, path: str, timeout: float) -> None:
        super().__init__("localhost", timeout=timeout)
        self._path = path

    def connect(self) -> None:
        """Dial the socket."""
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(self.timeout)
            connection.connect(self._path)
        except BaseException:
            connection.close()
            raise
        self.sock = connection
