"""A stop outlives the process that began it, and there is one stop for a run at a time."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from dagster import DagsterInstance, DagsterRun, DagsterRunStatus

from dagster_multihost_launcher import background, termination
from deployment import Deployment
from fake_launcher import CONTAINER_ID, FakeLauncher, Request
from waiting import wait_for


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "POLL_SECONDS", 0.1)
    monkeypatch.setattr(background, "ADOPT_SECONDS", 0.2)
    monkeypatch.setattr(termination, "RETRY_EVERY_SECONDS", 0.1)


def canceling(deployment: Deployment) -> DagsterRun:
    """A run whose stop was begun by a process that is gone: its background thread has ended too."""
    run = deployment.launched()
    deployment.launcher.dispose()
    deployment.instance.report_run_canceling(run)
    return deployment.reload(run)


@pytest.mark.parametrize("outcome", ["stopped", "already_stopped", "not_found"])
def test_a_restarted_process_takes_the_stop_up(
    deployment: Deployment, fake: FakeLauncher, outcome: str
) -> None:
    run = canceling(deployment)
    fake.reply("terminate", {"outcome": outcome, "host_name": "host-b", "container_id": CONTAINER_ID})
    with DagsterInstance.from_config(str(deployment.home)) as restarted:
        restarted.run_launcher.check_run_worker_health(run)
        wait_for(lambda: deployment.reload(run).status == DagsterRunStatus.CANCELED)
    [request] = fake.of("terminate")
    assert request.body == {"host_name": "host-b", "container_id": CONTAINER_ID}


def test_a_stop_that_is_under_way_elsewhere_is_left_to_its_process(
    deployment: Deployment, fake: FakeLauncher
) -> None:
    run = deployment.launched()
    release = threading.Event()
    stop = fake.answers["terminate"]

    def slow(request: Request) -> tuple[int, list[dict[str, Any]]]:
        release.wait(20)
        return stop(request)

    fake.answers["terminate"] = slow
    assert deployment.launcher.terminate(run.run_id)
    with DagsterInstance.from_config(str(deployment.home)) as other:
        other.run_launcher.check_run_worker_health(run)
        assert other.run_launcher.terminate(run.run_id)
        time.sleep(1)
        release.set()
        wait_for(lambda: deployment.reload(run).status == DagsterRunStatus.CANCELED)
    assert len(fake.of("terminate")) == 1


def test_a_stop_that_was_given_up_is_tried_again_by_another_process_only(
    deployment: Deployment, fake: FakeLauncher
) -> None:
    run = deployment.launched()
    fake.fail("terminate", "HOST_UNKNOWN", "host-b is not configured any more.")
    deployment.launcher.terminate(run.run_id)
    wait_for(lambda: any("could not be stopped" in event for event in deployment.engine_events(run)))
    time.sleep(1)
    assert len(fake.of("terminate")) == 1
    deployment.launcher.dispose()

    fake.reply("terminate", {"outcome": "stopped", "host_name": "host-b", "container_id": CONTAINER_ID})
    with DagsterInstance.from_config(str(deployment.home)) as restarted:
        restarted.run_launcher.check_run_worker_health(run)
        wait_for(lambda: deployment.reload(run).status == DagsterRunStatus.CANCELED)


def test_a_default_run_and_another_runs_container_are_not_stopped(
    deployment: Deployment, fake: FakeLauncher
) -> None:
    parent = deployment.launched()
    child, _ = deployment.create(tags=dict(parent.tags))
    deployment.instance.report_run_canceling(child)
    own = canceling(deployment)
    with DagsterInstance.from_config(str(deployment.home)) as restarted:
        restarted.run_launcher.check_run_worker_health(own)
        wait_for(lambda: deployment.reload(own).status == DagsterRunStatus.CANCELED)
        time.sleep(0.5)
    assert [request.run_id for request in fake.of("terminate")] == [own.run_id]
