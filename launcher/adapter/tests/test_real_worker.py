"""The command in the container, executed for real by a worker that lacks the adapter package."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from dagster import DagsterRunStatus

from dagster_multihost_launcher.termination import Terminations
from deployment import Deployment, launcher_config
from fake_launcher import FakeLauncher
from real_worker import RealWorker
from waiting import wait_for

pytestmark = pytest.mark.server


@pytest.mark.parametrize("attempts", [0, 2])
def test_a_run_succeeds(
    make_deployment: Callable[..., Deployment], fake: FakeLauncher, attempts: int
) -> None:
    monitoring = {"enabled": True, "max_resume_run_attempts": attempts}
    config = launcher_config(launcher_socket=str(fake.path))
    deployment = make_deployment(config, run_monitoring=monitoring)
    worker = RealWorker(fake)
    run = deployment.launched()
    assert worker.wait() == 0
    assert deployment.reload(run).status == DagsterRunStatus.SUCCESS


def test_a_resumed_run_succeeds(
    deployment: Deployment, fake: FakeLauncher, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RELEASE_FILE", str(home / "release"))
    worker = RealWorker(fake)
    run, workspace = deployment.create(job_name="slow_etl")
    deployment.launch(run, workspace)
    wait_for(lambda: deployment.reload(run).status == DagsterRunStatus.STARTED)
    assert worker.process is not None
    worker.process.kill()
    worker.wait()

    (home / "release").touch()
    resumed = deployment.resume(deployment.reload(run), workspace, 1)
    assert worker.command[-2] == "resume_run"
    assert [request.body["attempt"] for request in fake.of("create")] == [0, 1]
    assert resumed.tags["multihost_docker/container_name"] == f"dagster-run-{run.run_id}-1"
    assert worker.wait() == 0
    assert deployment.reload(run).status == DagsterRunStatus.SUCCESS
    assert any("Started process for resuming" in text for text in deployment.engine_events(run))


@pytest.mark.parametrize("stop_signal", [signal.SIGTERM, signal.SIGKILL])
def test_a_terminated_run_ends_canceled(deployment: Deployment, fake: FakeLauncher, stop_signal: int) -> None:
    """SIGTERM: the worker reports the cancel itself. SIGKILL, after the grace: the adapter does."""
    worker = RealWorker(fake, stop_signal)
    run = deployment.launched(job_name="slow_etl")
    wait_for(lambda: deployment.reload(run).status == DagsterRunStatus.STARTED)
    assert deployment.launcher.terminate(run.run_id)
    worker.wait()
    wait_for(lambda: deployment.reload(run).status == DagsterRunStatus.CANCELED)
    wait_for(lambda: "Stopped container c0ffeec0ffee on host 'host-b'" in deployment.engine_events(run))


def test_without_canceling_first_the_run_would_fail(
    deployment: Deployment, fake: FakeLauncher, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The order in `Terminations.begin` is what makes the run end CANCELED."""
    worker = RealWorker(fake)
    run = deployment.launched(job_name="slow_etl")
    wait_for(lambda: deployment.reload(run).status == DagsterRunStatus.STARTED)
    monkeypatch.setattr(deployment.instance, "report_run_canceling", lambda *_: None)
    Terminations().begin(deployment.launcher._launcher(), deployment.instance, deployment.reload(run))
    worker.wait()
    assert deployment.reload(run).status == DagsterRunStatus.FAILURE
