"""Terminating a run: canceling first, quick return, and a certain end."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import threading
import time

import pytest
from dagster import DagsterEventType, DagsterRunStatus

from dagster_multihost_launcher import termination
from deployment import Deployment
from fake_launcher import CONTAINER_ID, FakeLauncher, Request
from waiting import wait_for


def canceling_events(deployment: Deployment, run_id: str) -> int:
    return len(deployment.instance.all_logs(run_id, of_type=DagsterEventType.RUN_CANCELING))


def test_returns_at_once_and_ends_canceled(deployment: Deployment, fake: FakeLauncher) -> None:
    run = deployment.launched()
    release = threading.Event()
    statuses: list[DagsterRunStatus] = []
    stop = fake.answers["terminate"]

    def slow(request: Request) -> tuple[int, list[dict[str, object]]]:
        statuses.append(deployment.reload(run).status)
        release.wait(20)
        return stop(request)

    fake.answers["terminate"] = slow
    begin = time.monotonic()
    assert deployment.launcher.terminate(run.run_id)
    assert deployment.launcher.terminate(run.run_id), "a second request finds the stop under way"
    assert time.monotonic() - begin < 2
    assert deployment.reload(run).status == DagsterRunStatus.CANCELING
    release.set()
    wait_for(lambda: deployment.reload(run).status == DagsterRunStatus.CANCELED)

    assert statuses == [DagsterRunStatus.CANCELING]
    assert fake.of("terminate")[0].body == {"host_name": "host-b", "container_id": CONTAINER_ID}
    assert canceling_events(deployment, run.run_id) == 1
    assert "Stopped container c0ffeec0ffee on host 'host-b'" in deployment.engine_events(run)


@pytest.mark.parametrize(
    ("outcome", "text"),
    [("already_stopped", "had stopped already"), ("not_found", "has no container on any host")],
)
def test_nothing_to_stop_is_a_success(
    deployment: Deployment, fake: FakeLauncher, outcome: str, text: str
) -> None:
    run = deployment.launched()
    fake.reply("terminate", {"outcome": outcome, "host_name": "host-b", "container_id": CONTAINER_ID})
    assert deployment.launcher.terminate(run.run_id)
    wait_for(lambda: deployment.reload(run).status == DagsterRunStatus.CANCELED)
    assert any(text in event for event in deployment.engine_events(run))


def test_a_finished_or_unknown_run_is_not_terminated(deployment: Deployment, fake: FakeLauncher) -> None:
    run = deployment.launched()
    deployment.instance.report_run_failed(run)
    assert deployment.launcher.terminate(run.run_id) is False
    assert deployment.launcher.terminate("no-such-run") is False
    assert fake.of("terminate") == []


def test_a_run_that_ended_meanwhile_keeps_its_status(deployment: Deployment, fake: FakeLauncher) -> None:
    """The max runtime monitor fails the run right after `terminate` has returned."""
    run = deployment.launched()
    stop = fake.answers["terminate"]

    def late(request: Request) -> tuple[int, list[dict[str, object]]]:
        deployment.instance.report_run_failed(deployment.reload(run))
        return stop(request)

    fake.answers["terminate"] = late
    deployment.launcher.terminate(run.run_id)
    wait_for(lambda: any("Stopped" in event for event in deployment.engine_events(run)))
    deployment.launcher.dispose()
    assert deployment.reload(run).status == DagsterRunStatus.FAILURE


def test_an_unreachable_launcher_is_tried_again(
    deployment: Deployment, fake: FakeLauncher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(termination, "RETRY_EVERY_SECONDS", 0.1)
    run = deployment.launched()
    stop = fake.answers["terminate"]
    fake.fail("terminate", "HOST_UNREACHABLE", "host-b is silent.", retryable=True, status=503)
    assert deployment.launcher.terminate(run.run_id)
    wait_for(lambda: len(fake.of("terminate")) > 2)
    assert deployment.reload(run).status == DagsterRunStatus.CANCELING, "no proof of its end yet"
    fake.answers["terminate"] = stop
    wait_for(lambda: deployment.reload(run).status == DagsterRunStatus.CANCELED)
    told = [event for event in deployment.engine_events(run) if "trying again" in event]
    assert len(told) == 1
    assert "HOST_UNREACHABLE: host-b is silent." in told[0]


def test_a_refused_stop_is_reported(deployment: Deployment, fake: FakeLauncher) -> None:
    run = deployment.launched()
    fake.fail("terminate", "HOST_UNKNOWN", "host-b is not configured any more.")
    deployment.launcher.terminate(run.run_id)
    wait_for(lambda: any("could not be stopped: HOST_UNKNOWN" in e for e in deployment.engine_events(run)))
    assert deployment.reload(run).status == DagsterRunStatus.CANCELING


def test_a_process_that_ends_does_not_wait_for_retries(deployment: Deployment, fake: FakeLauncher) -> None:
    """The command line ends right after `terminate`; an unreachable launcher must not hold it for minutes."""
    run = deployment.launched()
    fake.close()
    script = f"""
        import sys
        sys.path[:0] = {sys.path!r}
        from dagster import DagsterInstance
        instance = DagsterInstance.from_config({str(deployment.home)!r})
        assert instance.run_launcher.terminate({run.run_id!r})
    """
    result = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], timeout=60, check=False)
    assert result.returncode == 0
    wait_for(lambda: any("could not be stopped" in event for event in deployment.engine_events(run)))
