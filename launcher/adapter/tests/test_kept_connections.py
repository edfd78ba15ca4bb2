"""Connections to the launcher are used again."""

from __future__ import annotations

import json
import socket
import socketserver
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from dagster_multihost_launcher import LauncherUnreachableError
from dagster_multihost_launcher.client import LauncherClient
from dagster_multihost_launcher.messages import CreatedContainer
from dagster_multihost_launcher.transport import LauncherTransport

CREATED = {"container_id": "c", "container_name": "n", "host_name": "h"}
EVENT = {"event": {"level": "info", "message": "m"}}


class Server(socketserver.ThreadingUnixStreamServer):
    """Keeps connections, as the launcher does."""

    daemon_threads = True

    def __init__(self, path: Path) -> None:
        self.connections: list[socket.socket] = []
        self.hang_up = False
        super().__init__(str(path), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def get_request(self) -> Any:
        request = super().get_request()
        self.connections.append(request[0])
        return request


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def address_string(self) -> str:
        return "unix"

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        if self.server.hang_up:
            self.server.hang_up = False
            self.close_connection = True
            return
        body = b'{"ok": true}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for line in (EVENT, {"result": CREATED}):
            text = json.dumps(line).encode() + b"\n"
            self.wfile.write(f"{len(text):x}\r\n".encode() + text + b"\r\n")
        self.wfile.write(b"0\r\n\r\n")


@pytest.fixture
def server(home: Path) -> Iterator[Server]:
    running = Server(home / "kept.sock")
    yield running
    running.shutdown()
    running.server_close()


@pytest.fixture
def transport(server: Server) -> LauncherTransport:
    return LauncherTransport(str(server.server_address))


def test_a_launch_takes_one_connection(server: Server, transport: LauncherTransport) -> None:
    client = LauncherClient(transport)
    for _ in range(3):
        *_, created = client.create("run", {})
        assert isinstance(created, CreatedContainer)
        assert client.ping() == {"ok": True}
    assert len(server.connections) == 1


def test_an_answer_that_was_not_read_to_its_end_leaves_no_connection(
    server: Server, transport: LauncherTransport
) -> None:
    next(LauncherClient(transport).create("run", {}))
    assert transport.json("GET", "/", timeout=5) == {"ok": True}
    assert len(server.connections) == 2


def test_a_connection_that_was_closed_meanwhile_is_replaced(
    server: Server, transport: LauncherTransport
) -> None:
    transport.json("GET", "/", timeout=5)
    server.connections[0].shutdown(socket.SHUT_RDWR)
    assert transport.json("GET", "/", timeout=5) == {"ok": True}
    assert len(server.connections) == 2


def test_a_connection_that_closes_under_a_request_is_replaced(
    server: Server, transport: LauncherTransport
) -> None:
    transport.json("GET", "/", timeout=5)
    server.hang_up = True
    assert transport.json("GET", "/", timeout=5) == {"ok": True}
    assert len(server.connections) == 2


def test_a_new_connection_that_closes_is_an_error(server: Server, transport: LauncherTransport) -> None:
    server.hang_up = True
    with pytest.raises(LauncherUnreachableError, match="broke off"):
        transport.json("GET", "/", timeout=5)


def test_threads_do_not_share_a_connection(server: Server, transport: LauncherTransport) -> None:
    answers: list[object] = []
    threads = [
        threading.Thread(target=lambda: answers.append(transport.json("GET", "/", timeout=5)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [{"ok": True}] * 8
