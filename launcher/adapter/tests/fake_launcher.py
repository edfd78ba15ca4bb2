"""A launcher on a real Unix socket that records requests and answers what a test tells it to."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

CONTAINER_ID = "c0ffee" * 10 + "beef"


@dataclass
class Request:
    """One recorded request: action is the last part of the path, `poll` for the health of many runs."""

    action: str
    run_id: str
    body: dict[str, Any]
    query: dict[str, str]


Answer = Callable[[Request], tuple[int, list[dict[str, Any]]]]


@dataclass
class FakeLauncher:
    """Answers are replaced through `answers[action]`: status and JSON lines.

    What the adapter's background thread asks is recorded apart, in `polls`: it comes at any time.
    """

    path: Path
    requests: list[Request] = field(default_factory=list)
    polls: list[Request] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.answers.update(create=_create, start=_start, terminate=_terminate, debug=_debug)
        self.answers.update(health=_health, poll=self._poll)
        launcher = self

        class Handler(BaseHTTPRequestHandler):
            def address_string(self) -> str:
                return "unix"

            def log_message(self, format: str, *args: Any) -> None:
                pass

            def do_GET(self) -> None:
                launcher._handle(self, b"")

            def do_POST(self) -> None:
                launcher._handle(self, self.rfile.read(int(self.headers["Content-Length"])))

        class Server(socketserver.ThreadingUnixStreamServer):
            daemon_threads = True

        self._server = Server(str(self.path), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def of(self, action: str) -> list[Request]:
        return [request for request in self.requests if request.action == action]

    def fail(
        self, action: str, code: str, message: str, *, retryable: bool = False, status: int = 409
    ) -> None:
        error = {"error": {"code": code, "message": message, "retryable": retryable}}
        self.answers[action] = lambda _: (status, [error])

    def reply(self, action: str, *lines: dict[str, Any]) -> None:
        self.answers[action] = lambda _: (200, list(lines))

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self.path.unlink(missing_ok=True)

    def _handle(self, handler: BaseHTTPRequestHandler, payload: bytes) -> None:
        url = urlsplit(handler.path)
        parts = url.path.strip("/").split("/")
        is_poll = (handler.command, parts) == ("POST", ["v1", "health"])
        request = Request(
            action="poll" if is_poll else parts[-1],
            run_id=parts[2] if len(parts) == 4 else "",
            body=json.loads(payload) if payload else {},
            query=dict(parse_qsl(url.query)),
        )
        (self.polls if is_poll else self.requests).append(request)
        status, lines = self.answers[request.action](request)
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.end_headers()
        for line in lines:
            handler.wfile.write(json.dumps(line).encode() + b"\n")
            handler.wfile.flush()

    def _poll(self, request: Request) -> tuple[int, list[dict[str, Any]]]:
        """Each run's health is what the request for that run alone would be answered."""
        answers = []
        for run in request.body["runs"]:
            status, lines = self.answers["health"](Request("health", run["run_id"], {}, run))
            if status != 200:
                return status, lines
            answers.append({"run_id": run["run_id"], **lines[0]})
        return 200, [{"runs": answers}]


def _create(request: Request) -> tuple[int, list[dict[str, Any]]]:
    image = request.body["image"]
    result = {
        "container_id": CONTAINER_ID,
        "container_name": f"dagster-run-{request.run_id}-{request.body['attempt']}",
        "host_name": "host-b",
        "image": image,
        "existed": False,
    }
    message = f"Creating Docker container on host 'host-b' with image '{image}'"
    return 200, [{"event": {"level": "info", "message": message}}, {"result": result}]


def _start(request: Request) -> tuple[int, list[dict[str, Any]]]:
    return 200, [{"container_id": CONTAINER_ID, "host_name": "host-b", "already_running": False}]


def _terminate(request: Request) -> tuple[int, list[dict[str, Any]]]:
    return 200, [{"outcome": "stopped", "host_name": "host-b", "container_id": CONTAINER_ID}]


def _health(request: Request) -> tuple[int, list[dict[str, Any]]]:
    running: dict[str, Any] = {
        "status": "RUNNING",
        "exit_code": None,
        "oom_killed": False,
        "message": "",
        "log_tail": [],
    }
    return 200, [{**running, "container_id": CONTAINER_ID, "host_name": "host-b"}]


def _debug(request: Request) -> tuple[int, list[dict[str, Any]]]:
    return 200, [{"text": "Container c0ffee is exited.\nLast logs:\nline one"}]
