"""Health: what Dagster's run monitoring is told, and what it then does."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from dagster import DagsterRunStatus
from dagster._core.launcher import WorkerStatus
from dagster._daemon.monitoring import execute_run_monitoring_iteration

from dagster_multihost_launcher.ended import EXIT_GRACE_SECONDS
from dagster_multihost_launcher.health import HealthChecks
from deployment import Deployment, launcher_config
from fake_launcher import CONTAINER_ID, FakeLauncher

EXITED: dict[str, Any] = {
    "status": "FAILED",
    "exit_code": 13,
    "oom_killed": False,
    "message": "Container exited with code 13 on 'host-b'.",
    "log_tail": ["one", "two"],
    "container_id": CONTAINER_ID,
    "host_name": "host-b",
}


@pytest.fixture
def monitored(make_deployment: Callable[..., Deployment], fake: FakeLauncher) -> Deployment:
    config = launcher_config(launcher_socket=str(fake.path))
    return make_deployment(config, run_monitoring={"enabled": True, "max_resume_run_attempts": 1})


def started(deployment: Deployment) -> Any:
    run, workspace = deployment.create(status=DagsterRunStatus.STARTED)
    return deployment.launch(run, workspace)


def test_asks_for_the_runs_own_container(deployment: Deployment, fake: FakeLauncher) -> None:
    run = started(deployment)
    assert deployment.launcher.supports_check_run_worker_health
    assert deployment.launcher.check_run_worker_health(run).status == WorkerStatus.RUNNING
    assert fake.of("health")[0].query == {"attempt": "0", "host_name": "host-b", "container_id": CONTAINER_ID}


def test_a_failed_container_is_reported_once(deployment: Deployment, fake: FakeLauncher) -> None:
    run = started(deployment)
    fake.reply("health", EXITED)
    for _ in range(2):
        result = deployment.launcher.check_run_worker_health(run)
        assert result.status == WorkerStatus.FAILED
        assert result.msg == "Container exited with code 13 on 'host-b'."
    texts = [event for event in deployment.engine_events(run) if "exited" in event]
    assert texts == ["Container exited with code 13 on 'host-b'.\nLast logs:\none\ntwo"]


def test_out_of_memory_is_named(deployment: Deployment, fake: FakeLauncher) -> None:
    run = started(deployment)
    fake.reply("health", {**EXITED, "exit_code": 137, "oom_killed": True, "message": ""})
    assert "code 137 on 'host-b'. It was killed because it ran out of memory" in str(
        deployment.launcher.check_run_worker_health(run).msg
    )


def test_a_removed_container_is_not_found(deployment: Deployment, fake: FakeLauncher) -> None:
    run = started(deployment)
    fake.reply("health", {**EXITED, "status": "NOT_FOUND", "exit_code": None, "message": "It is gone."})
    result = deployment.launcher.check_run_worker_health(run)
    assert (result.status, result.msg) == (WorkerStatus.NOT_FOUND, "It is gone.")


@pytest.mark.parametrize("status", ["UNKNOWN", "RUNNING", None, "PAUSED"])
def test_without_proof_a_run_lives(deployment: Deployment, fake: FakeLauncher, status: str | None) -> None:
    run = started(deployment)
    fake.reply("health", {**EXITED, "status": status})
    assert deployment.launcher.check_run_worker_health(run).status == WorkerStatus.RUNNING


def test_an_unreachable_launcher_ends_no_run(
    deployment: Deployment, fake: FakeLauncher, caplog: pytest.LogCaptureFixture
) -> None:
    run = started(deployment)
    fake.close()
    assert deployment.launcher.check_run_worker_health(run).status == WorkerStatus.RUNNING
    assert "LAUNCHER_UNREACHABLE" in caplog.text


def test_a_run_that_ended_or_is_canceling_is_left_alone(deployment: Deployment, fake: FakeLauncher) -> None:
    run = started(deployment)
    fake.reply("health", EXITED)
    deployment.instance.report_run_canceling(run)
    assert deployment.launcher.check_run_worker_health(run).status == WorkerStatus.RUNNING
    deployment.instance.report_run_canceled(run)
    assert deployment.launcher.check_run_worker_health(run).status == WorkerStatus.RUNNING
    assert not any("exited" in event for event in deployment.engine_events(run))


def test_exit_zero_of_an_unfinished_run_fails_after_the_grace(
    deployment: Deployment, fake: FakeLauncher
) -> None:
    run = started(deployment)
    fake.reply("health", {**EXITED, "status": "SUCCESS", "exit_code": 0})
    now = [100.0]
    checks = HealthChecks(clock=lambda: now[0])
    client = deployment.launcher._launcher()
    assert checks.check(client, deployment.instance, run).status == WorkerStatus.RUNNING
    now[0] += EXIT_GRACE_SECONDS - 0.1
    assert checks.check(client, deployment.instance, run).status == WorkerStatus.RUNNING
    now[0] += 0.1
    result = checks.check(client, deployment.instance, run)
    assert result.status == WorkerStatus.FAILED
    assert "ended without finishing the run" in str(result.msg)


def test_dagsters_monitor_resumes_then_fails(monitored: Deployment, fake: FakeLauncher) -> None:
    run, _ = monitored.create(status=DagsterRunStatus.STARTED)
    monitored.launch(run, monitored.workspace())
    fake.reply("health", EXITED)
    context = monitored._workspaces[-1]
    logger = logging.getLogger("monitor")
    assert [error for error in execute_run_monitoring_iteration(context, logger) if error] == []
    assert [request.body["attempt"] for request in fake.of("create")] == [0, 1]
    assert fake.of("create")[1].body["command"][-2] == "resume_run"
    fake.reply("health", {**EXITED, "container_id": "d" * 64})
    assert [error for error in execute_run_monitoring_iteration(context, logger) if error] == []
    assert monitored.reload(run).status == DagsterRunStatus.FAILURE


def test_debug_info(deployment: Deployment, fake: FakeLauncher) -> None:
    run = started(deployment)
    text = deployment.launcher.get_run_worker_debug_info(run)
    assert text == "Container c0ffee is exited.\nLast logs:\nline one"
    assert deployment.launcher.get_run_worker_debug_info(run, include_container_logs=False) == (
        "Container c0ffee is exited."
    )
    fake.fail("debug", "HOST_UNREACHABLE", "host-b is silent.", retryable=True, status=503)
    assert "unknown: HOST_UNREACHABLE" in str(deployment.launcher.get_run_worker_debug_info(run))
