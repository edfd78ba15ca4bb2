"""Makes the fake launcher execute the command it is given, as a container would: without the adapter."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from fake_launcher import CONTAINER_ID, FakeLauncher, Request


class RealWorker:
    """Runs ``dagster api execute_run`` on start, and signals it on terminate."""

    def __init__(self, fake: FakeLauncher, stop_signal: int = signal.SIGTERM) -> None:
        self._create, self._start = fake.answers["create"], fake.answers["start"]
        self._stop_signal = stop_signal
        self.command: list[str] = []
        self.process: subprocess.Popen[bytes] | None = None
        fake.answers.update(create=self._on_create, start=self._on_start, terminate=self._on_terminate)

    def wait(self) -> int:
        assert self.process is not None
        return self.process.wait(60)

    def _on_create(self, request: Request) -> tuple[int, list[dict[str, Any]]]:
        self.command = request.body["command"]
        return self._create(request)

    def _on_start(self, request: Request) -> tuple[int, list[dict[str, Any]]]:
        binaries = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        self.process = subprocess.Popen(
            self.command,
            env={**environment, "PATH": binaries},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        return self._start(request)

    def _on_terminate(self, request: Request) -> tuple[int, list[dict[str, Any]]]:
        assert self.process is not None
        self.process.send_signal(self._stop_signal)
        self.process.wait(60)
        return 200, [{"outcome": "stopped", "host_name": "host-b", "container_id": CONTAINER_ID}]
