"""The wheel as a user installs it: in an environment of its own, on a machine that may have no Node."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import dagster_multihost_launcher
from dagster_multihost_launcher.client import LauncherClient
from dagster_multihost_launcher.errors import LauncherError
from dagster_multihost_launcher.transport import LauncherTransport
from waiting import wait_for

pytestmark = pytest.mark.server

REPOSITORY = Path(__file__).parents[3]
VERSION = dagster_multihost_launcher.__version__
WHEEL = REPOSITORY / "dist" / f"dagster_multihost_launcher-{VERSION}-py3-none-any.whl"

CONFIG = """
run_launcher:
  module: dagster_multihost_launcher
  class: MultiHostDockerRunLauncher
  config: {docker_hosts: []}
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of a fresh environment with nothing but the wheel and what it asks for."""
    assert WHEEL.exists(), f"{WHEEL} is missing: run `npm run wheel`"
    directory = tmp_path_factory.mktemp("venv")
    subprocess.run([sys.executable, "-m", "venv", directory], check=True)
    constraints = REPOSITORY / "images" / "dagster" / "constraints.txt"
    install: list[str | Path] = [directory / "bin" / "pip", "install", "--quiet", "--constraint", constraints]
    subprocess.run([*install, f"{WHEEL}[node]"], check=True, env=environment())
    return directory / "bin"


@pytest.fixture
def served(installed: Path, home: Path) -> Iterator[subprocess.Popen[bytes]]:
    (home / "dagster.yaml").write_text(CONFIG)
    command: list[str | Path] = [installed / "dagster-multihost", "serve", "--dagster-home", home]
    process = subprocess.Popen(command, env=environment(), stdout=subprocess.DEVNULL)
    yield process
    process.send_signal(signal.SIGTERM)
    process.wait(20)


def environment() -> dict[str, str]:
    """No Node and no source of this package within reach."""
    kept = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return {**kept, "PATH": "/nowhere"}


def test_the_wheel_carries_the_launcher_and_its_command() -> None:
    with zipfile.ZipFile(WHEEL) as wheel:
        names = wheel.namelist()
        entry_points = wheel.read(next(name for name in names if name.endswith("entry_points.txt")))
    assert "dagster_multihost_launcher/_bundled/launcher.mjs" in names
    assert "dagster_multihost_launcher/py.typed" in names
    assert b"dagster-multihost = dagster_multihost_launcher.command:main" in entry_points


def test_the_command_runs_the_bundled_launcher(installed: Path) -> None:
    command: list[str | Path] = [installed / "dagster-multihost", "--version"]
    answer = subprocess.run(command, env=environment(), capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == VERSION


def test_it_serves(served: subprocess.Popen[bytes], home: Path) -> None:
    client = LauncherClient(LauncherTransport(str(home / "multihost" / "launcher.sock")))

    def answers() -> bool:
        assert served.poll() is None, "the launcher ended"
        try:
            return bool(client.ping()["version"] == VERSION)
        except LauncherError:
            return False

    wait_for(answers)


def test_the_adapter_loads_and_starts_it(installed: Path, home: Path) -> None:
    """What a Dagster process does at its first launch, with Node from the extra alone."""
    (home / "dagster.yaml").write_text(CONFIG)
    script = f"""
import json
from pathlib import Path
from dagster_multihost_launcher.bundled import start_bundled_launcher
from dagster_multihost_launcher.client import LauncherClient
from dagster_multihost_launcher.transport import LauncherTransport
home = Path({str(home)!r})
start_bundled_launcher(home)
print(json.dumps(LauncherClient(LauncherTransport(str(home / "multihost" / "launcher.sock"))).ping()))
"""
    command: list[str | Path] = [installed / "python", "-c", script]
    answer = subprocess.run(command, env=environment(), capture_output=True, text=True, check=True)
    health = json.loads(answer.stdout)
    os.kill(health["pid"], signal.SIGTERM)
    assert health["version"] == VERSION
