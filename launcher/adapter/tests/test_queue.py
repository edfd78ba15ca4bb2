"""Dagster's real queue daemon with an unreachable launcher: the run is queued again, not failed."""

from __future__ import annotations

from collections.abc import Callable

from dagster import DagsterRunStatus
from dagster._core.run_coordinator import SubmitRunContext
from dagster._daemon.run_coordinator.queued_run_coordinator_daemon import QueuedRunCoordinatorDaemon

from deployment import Deployment, launcher_config
from fake_launcher import FakeLauncher


def test_the_queue_takes_the_run_back(make_deployment: Callable[..., Deployment], fake: FakeLauncher) -> None:
    queue = {"max_user_code_failure_retries": 2, "user_code_failure_retry_delay": 0}
    config = launcher_config(launcher_socket=str(fake.path))
    deployment = make_deployment(config, run_queue=queue)
    run, workspace = deployment.create(status=DagsterRunStatus.NOT_STARTED)
    deployment.instance.run_coordinator.submit_run(SubmitRunContext(run, workspace))
    daemon = QueuedRunCoordinatorDaemon(interval_seconds=1)
    context = deployment._workspaces[-1]
    create = fake.answers["create"]

    fake.fail("create", "HOST_UNREACHABLE", "host-b is silent.", retryable=True, status=503)
    list(daemon.run_iteration(context))
    assert deployment.reload(run).status == DagsterRunStatus.QUEUED

    fake.answers["create"] = create
    list(daemon.run_iteration(context))
    assert deployment.reload(run).status == DagsterRunStatus.STARTING
    assert len(fake.of("start")) == 1
