"""Starting the launcher that comes with the package: a real node process stands in for the bundle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dagster_multihost_launcher import LauncherError, bundled, node
from dagster_multihost_launcher.client import LauncherClient
from dagster_multihost_launcher.connect import client_for
from dagster_multihost_launcher.settings import read_settings
from dagster_multihost_launcher.transport import LauncherTransport
from deployment import Deployment, launcher_config

pytestmark = pytest.mark.server

STANDIN = Path(__file__).parent / "standin.js"


@pytest.fixture
def started_in(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(node, "MINIMUM_NODE_MAJOR", 18)
    yield home
    for line in starts(home):
        pid = int(line.split()[2])
        try:
            os.kill(pid, signal.SIGTERM)
        except ProcessLookupError:
            continue


def starts(home: Path) -> list[str]:
    path = home / "starts"
    return path.read_text().splitlines() if path.exists() else []


def test_starts_once_and_answers(started_in: Path) -> None:
    bundled.start_bundled_launcher(started_in, STANDIN)
    bundled.start_bundled_launcher(started_in, STANDIN)
    client = LauncherClient(LauncherTransport(str(started_in / "multihost" / "launcher.sock")))
    assert client.ping()["status"] == "ok"
    [line] = starts(started_in)
    assert line.startswith(f"serve {started_in} ")
    assert os.getsid(int(line.split()[2])) != os.getsid(0), "it would end with this process's terminal"


def test_several_processes_share_one(started_in: Path) -> None:
    script = f"""
        import sys
        sys.path[:0] = {sys.path!r}
        from pathlib import Path
        from dagster_multihost_launcher import bundled, node
        node.MINIMUM_NODE_MAJOR = 18
        bundled.start_bundled_launcher(Path({str(started_in)!r}), Path({str(STANDIN)!r}))
    """
    command = [sys.executable, "-c", textwrap.dedent(script)]
    processes = [subprocess.Popen(command) for _ in range(3)]
    assert [process.wait(90) for process in processes] == [0, 0, 0]
    assert len(starts(started_in)) == 1


def test_replaces_one_that_died(started_in: Path) -> None:
    bundled.start_bundled_launcher(started_in, STANDIN)
    os.kill(int(starts(started_in)[0].split()[2]), signal.SIGKILL)
    bundled.start_bundled_launcher(started_in, STANDIN)
    assert len(starts(started_in)) == 2


def test_a_launcher_that_ends_at_once_is_explained(started_in: Path) -> None:
    (started_in / "broken").touch()
    with pytest.raises(LauncherError, match=r"BUNDLED_LAUNCHER_FAILED.*code 3") as caught:
        bundled.start_bundled_launcher(started_in, STANDIN)
    assert "docker_url is not a URL" in caught.value.message
    assert not caught.value.retryable


def test_a_missing_bundle_is_named(home: Path) -> None:
    with pytest.raises(LauncherError, match=r"BUNDLED_LAUNCHER_MISSING.*launcher_socket"):
        bundled.start_bundled_launcher(home, home / "none.mjs")


def test_node_is_found_or_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(node, "_from_package", lambda: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(LauncherError, match="NODE_NOT_FOUND"):
        node.find_node()
    found = tmp_path / "node"
    found.write_text("#!/bin/sh\necho v22.21.1\n")
    found.chmod(0o755)
    with pytest.raises(LauncherError, match=r"NODE_TOO_OLD.*v22\.21\.1.*needs Node 24 or newer"):
        node.find_node()
    found.write_text("#!/bin/sh\necho v24.0.0\n")
    assert node.find_node() == str(found)


def test_the_bundle_is_built_for_the_node_that_is_asked_for() -> None:
    bundle = (Path(__file__).parents[3] / "launcher" / "cli" / "bundle.ts").read_text()
    assert f'target: "node{node.MINIMUM_NODE_MAJOR}"' in bundle


def test_started_lazily_and_only_when_nothing_is_configured(
    make_deployment: Callable[..., Deployment], monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    calls: list[Path] = []
    monkeypatch.setattr(bundled, "start_bundled_launcher", calls.append)
    deployment = make_deployment()
    client = client_for(read_settings(launcher_config(), {}), deployment.instance)
    assert calls == []
    with pytest.raises(LauncherError, match="LAUNCHER_UNREACHABLE"):
        client.hosts()
    assert calls == [deployment.home]

    configured = read_settings(launcher_config(launcher_socket=str(home / "none.sock")), {})
    with pytest.raises(LauncherError, match=r"LAUNCHER_UNREACHABLE.*none\.sock"):
        client_for(configured, deployment.instance).hosts()
    assert calls == [deployment.home]
