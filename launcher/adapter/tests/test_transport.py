"""The HTTP client: time limits and broken peers."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dagster_multihost_launcher import LauncherError, LauncherUnreachableError
from dagster_multihost_launcher.client import LauncherClient, LaunchEvent
from dagster_multihost_launcher.transport import LauncherTransport
from fake_launcher import FakeLauncher


def test_a_silent_launcher_times_out(home: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(home / "s"))
        server.listen()
        begin = time.monotonic()
        with pytest.raises(LauncherUnreachableError, match=r"LAUNCHER_TIMEOUT.*within 0\.2 s"):
            LauncherTransport(str(home / "s")).json("GET", "/v1/hosts", timeout=0.2)
        assert time.monotonic() - begin < 2


def test_a_peer_that_hangs_up_is_retryable(home: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(home / "s"))
        server.listen()
        threading.Thread(target=lambda: server.accept()[0].close(), daemon=True).start()
        with pytest.raises(LauncherUnreachableError, match="broke off"):
            LauncherTransport(str(home / "s")).json("GET", "/v1/hosts", timeout=5)


def test_a_path_that_is_too_long_is_named(home: Path) -> None:
    with pytest.raises(LauncherError, match="LAUNCHER_SOCKET_PATH_TOO_LONG") as caught:
        LauncherTransport(str(home / ("x" * 120))).json("GET", "/v1/hosts", timeout=1)
    assert not caught.value.retryable


def test_events_arrive_while_the_container_is_made(fake: FakeLauncher) -> None:
    """The stream is read line by line: the first event is there before the answer is complete."""
    release = threading.Event()

    def slow_lines() -> list[dict[str, object]]:
        class Lines(list):  # type: ignore[type-arg]
            def __iter__(self) -> Iterator[dict[str, object]]:
                yield {"event": {"level": "info", "message": "first"}}
                assert release.wait(10)
                result = {"container_id": "a", "container_name": "n", "host_name": "h"}
                yield {"result": result}

        return Lines()

    fake.answers["create"] = lambda _: (200, slow_lines())
    stream = LauncherClient(LauncherTransport(str(fake.path))).create("run", {})
    assert next(stream) == LaunchEvent("info", "first")
    release.set()
    assert len(list(stream)) == 1


def test_the_launcher_is_started_once_when_nobody_answers(home: Path) -> None:
    launchers: list[FakeLauncher] = []
    transport = LauncherTransport(
        str(home / "late.sock"), lambda: launchers.append(FakeLauncher(home / "late.sock"))
    )
    for _ in range(2):
        assert "Container" in transport.json("GET", "/v1/runs/r/debug", timeout=5)["text"]
    assert len(launchers) == 1
    launchers[0].close()
