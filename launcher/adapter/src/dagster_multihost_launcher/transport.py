"""One request to the launcher: connect, send, read, and turn every failure into a `LauncherError`."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from dagster_multihost_launcher.errors import LauncherError, LauncherUnreachableError
from dagster_multihost_launcher.kept_connections import KeptConnections
from dagster_multihost_launcher.tracing import trace_headers
from dagster_multihost_launcher.unix_http import UnixHTTPConnection

JsonObject = dict[str, Any]


class LauncherTransport:
    """Sends JSON requests to the launcher's Unix socket, over connections that are used again.

    Every request to the launcher may be repeated. So one that a kept connection did not carry to an answer,
    because the launcher was closing it at that moment, is sent once more over a new one.

    Args:
        socket_path: Path of the launcher's socket.
        start: Called once when nobody answers, before the request is tried a second time. None when
            somebody else runs the launcher.
    """

    def __init__(self, socket_path: str, start: Callable[[], None] | None = None) -> None:
        self.socket_path = socket_path
        self._start = start
        self._kept = KeptConnections()

    def json(
        self, method: str, path: str, body: Mapping[str, object] | None = None, *, timeout: float
    ) -> JsonObject:
        """Send a request and return the JSON object of its answer."""
        with self._respond(method, path, body, timeout) as response:
            return _parse(response.read())

    def lines(
        self, method: str, path: str, body: Mapping[str, object] | None = None, *, timeout: float
    ) -> Iterator[JsonObject]:
        """Send a request and yield each line of its NDJSON answer as it arrives."""
        with self._respond(method, path, body, timeout) as response:
            while line := response.readline():
                if line.strip():
                    yield _parse(line)

    @contextmanager
    def _respond(
        self, method: str, path: str, body: Mapping[str, object] | None, timeout: float
    ) -> Iterator[http.client.HTTPResponse]:
        payload = None if body is None else json.dumps(body)
        connection, finished = self._kept.take(timeout), False
        try:
            if connection is not None:
                response = _send_over_kept(connection, method, path, payload)
            if connection is None or response is None:
                connection = self._connect(timeout)
                response = _send(connection, method, path, payload)
            if response.status >= 400:
                raise error_from(_parse(response.read()), f"HTTP {response.status}")
            yield response
            finished = response.isclosed()
        except TimeoutError as error:
            raise LauncherUnreachableError(
                f"The launcher on {self.socket_path} did not answer {method} {path} within {timeout:g} s. "
                "Look at the launcher's log; restart it if it hangs.",
                code="LAUNCHER_TIMEOUT",
            ) from error
        except (http.client.HTTPException, OSError) as error:
            raise LauncherUnreachableError(
                f"The launcher on {self.socket_path} broke off while answering {method} {path} "
                f"({type(error).__name__}). It was probably restarted; the request may be tried again."
            ) from error
        finally:
            if connection is not None and finished:
                self._kept.keep(connection)
            elif connection is not None:
                connection.close()

    def _connect(self, timeout: float) -> UnixHTTPConnection:
        try:
            return self._dial_or_start(timeout)
        except OSError as error:
            raise self._unreachable(error) from error

    def _dial_or_start(self, timeout: float) -> UnixHTTPConnection:
        try:
            return self._dial(timeout)
        except (FileNotFoundError, ConnectionRefusedError):
            if self._start is None:
                raise
            self._start()
            return self._dial(timeout)

    def _dial(self, timeout: float) -> UnixHTTPConnection:
        connection = UnixHTTPConnection(self.socket_path, timeout)
        connection.connect()
        return connection

    def _unreachable(self, error: OSError) -> LauncherError:
        if "too long" in str(error):
            return LauncherError(
                "LAUNCHER_SOCKET_PATH_TOO_LONG",
                f"The launcher socket's path {self.socket_path} is longer than the 107 bytes allowed. "
                "Set launcher_socket to a shorter path, for the launcher and for Dagster alike.",
            )
        return LauncherUnreachableError(
            f"Nobody answers on the launcher's socket {self.socket_path} ({error.strerror or error}). "
            "Start the launcher, or correct launcher_socket (or DAGSTER_MULTIHOST_LAUNCHER_SOCKET)."
        )


def _send(
    connection: UnixHTTPConnection, method: str, path: str, payload: str | None
) -> http.client.HTTPResponse:
    headers = {} if payload is None else {"Content-Type": "application/json"}
    connection.request(method, path, body=payload, headers={**headers, **trace_headers()})
    return connection.getresponse()


def _send_over_kept(
    connection: UnixHTTPConnection, method: str, path: str, payload: str | None
) -> http.client.HTTPResponse | None:
    try:
        return _send(connection, method, path, payload)
    except ConnectionError:
        # The launcher was closing it.
        connection.close()
        return None


def error_from(answer: JsonObject, fallback: str) -> LauncherError:
    """The error of an ``{"error": {...}}`` answer; `fallback` names it when the answer has none."""
    error = answer.get("error")
    if not isinstance(error, dict):
        return LauncherError("LAUNCHER_ANSWER_INVALID", f"The launcher answered {fallback} without a reason.")
    return LauncherError(
        str(error.get("code", "LAUNCHER_ERROR")),
        str(error.get("message", fallback)),
        retryable=error.get("retryable") is True,
    )


def _parse(text: bytes) -> JsonObject:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise LauncherError(
            "LAUNCHER_ANSWER_INVALID",
            "The launcher's answer is not JSON. Is another program listening on the launcher's socket?",
        ) from error
    if not isinstance(value, dict):
        raise LauncherError("LAUNCHER_ANSWER_INVALID", "The launcher's answer is not a JSON object.")
    return value
