"""Runs of locations that no Docker host lists, on a real code server that lacks the adapter package."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from dagster import DagsterRunStatus
from dagster._core.launcher import WorkerStatus
from dagster._core.test_utils import poll_for_finished_run

from dagster_multihost_launcher import LauncherError
from dagster_multihost_launcher.tags import LAUNCHER_TYPE_TAG
from dagster_multihost_launcher.worker_ref import WorkerInstanceView
from deployment import PASSWORD, Deployment
from fake_launcher import FakeLauncher
from waiting import wait_for


def test_an_unmapped_location_runs_on_its_code_server(deployment: Deployment, fake: FakeLauncher) -> None:
    run = deployment.launched(location_name="reporting")
    assert run.tags[LAUNCHER_TYPE_TAG] == "default"
    finished = poll_for_finished_run(deployment.instance, run.run_id)
    assert finished.status == DagsterRunStatus.SUCCESS
    assert fake.requests == []


def test_a_resuming_deployment_can_run_without_the_package_on_the_code_server(
    make_deployment: Callable[..., Deployment],
) -> None:
    deployment = make_deployment(run_monitoring={"enabled": True, "max_resume_run_attempts": 1})
    run = deployment.launched(location_name="reporting")
    assert poll_for_finished_run(deployment.instance, run.run_id).status == DagsterRunStatus.SUCCESS


def test_terminate_and_health_go_to_the_default_launcher(deployment: Deployment, fake: FakeLauncher) -> None:
    run = deployment.launched(location_name="reporting", job_name="slow_etl")
    wait_for(lambda: deployment.reload(run).status == DagsterRunStatus.STARTED)
    assert deployment.launcher.check_run_worker_health(run).status == WorkerStatus.RUNNING
    assert deployment.launcher.get_run_worker_debug_info(run) is None
    assert deployment.launcher.terminate(run.run_id)
    assert poll_for_finished_run(deployment.instance, run.run_id).status == DagsterRunStatus.CANCELED
    assert fake.requests == []


def test_a_default_run_cannot_be_resumed(deployment: Deployment) -> None:
    run, workspace = deployment.create(location_name="reporting")
    with pytest.raises(LauncherError, match=r"RESUME_NOT_SUPPORTED.*'reporting'"):
        deployment.resume(run, workspace, 1)


def test_what_is_sent_to_the_code_server_has_no_secret(deployment: Deployment) -> None:
    sent = WorkerInstanceView(deployment.instance).get_ref()
    assert PASSWORD not in str(sent)
    assert PASSWORD in str(deployment.instance.get_ref())
    inner = deployment.launcher._default
    assert isinstance(inner._instance, WorkerInstanceView)
