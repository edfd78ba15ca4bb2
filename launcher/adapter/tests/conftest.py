"""Fixtures: a code server for the session, and for each test a Dagster deployment and a fake launcher."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import jobs
from deployment import Deployment, launcher_config
from fake_launcher import FakeLauncher

pytest_plugins = ["log_fixtures"]

IMAGE = "registry.test/etl:1"


@pytest.fixture(scope="session")
def code_server() -> Iterator[int]:
    """The port of a real `dagster api grpc` server that cannot import the adapter."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "DAGSTER_HOME")
    }
    command = [sys.executable, "-m", "dagster", "api", "grpc", "--python-file", str(jobs.__file__)]
    server = subprocess.Popen(
        [*command, "--host", "127.0.0.1", "--port", str(port)],
        env={**environment, "DAGSTER_CURRENT_IMAGE": IMAGE},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for_port(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(20)


@pytest.fixture
def home() -> Iterator[Path]:
    """A short path: a Unix socket's path has at most 107 bytes."""
    path = Path(tempfile.mkdtemp(prefix="dm-"))
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def fake(home: Path) -> Iterator[FakeLauncher]:
    launcher = FakeLauncher(home / "fake.sock")
    yield launcher
    launcher.close()


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DAGSTER_HOME", "DAGSTER_MULTIHOST_LAUNCHER_SOCKET"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def make_deployment(home: Path, code_server: int) -> Iterator[Callable[..., Deployment]]:
    made: list[Deployment] = []

    def make(config: dict[str, Any] | None = None, **sections: Any) -> Deployment:
        made.append(Deployment(home / "dagster", code_server, config or launcher_config(), **sections))
        return made[-1]

    yield make
    for deployment in made:
        deployment.close()


@pytest.fixture
def deployment(make_deployment: Callable[..., Deployment], fake: FakeLauncher) -> Deployment:
    return make_deployment(launcher_config(launcher_socket=str(fake.path)))


def _wait_for_port(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert server.poll() is None, "the code server ended at once"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("the code server does not listen")
