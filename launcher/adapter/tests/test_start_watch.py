"""A container that dies before Dagster starts in it is reported within seconds, once."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from dagster import DagsterInstance, DagsterRun, DagsterRunStatus

from dagster_multihost_launcher import background, ended
from dagster_multihost_launcher.run_lock import run_lock
from dagster_multihost_launcher.start_watch import StartWatch
from deployment import Deployment, launcher_config
from fake_launcher import CONTAINER_ID, FakeLauncher
from waiting import wait_for

DEAD: dict[str, Any] = {
    "status": "FAILED",
    "exit_code": 127,
    "oom_killed": False,
    "message": "Container exited with code 127 on 'host-b'.",
    "log_tail": ["dagster: not found"],
    "container_id": CONTAINER_ID,
    "host_name": "host-b",
}
REPORT = "Container exited with code 127 on 'host-b'.\nLast logs:\ndagster: not found"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "POLL_SECONDS", 0.1)
    monkeypatch.setattr(background, "ADOPT_SECONDS", 0.2)


def threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "multihost-runs"]


def polls_reach(fake: FakeLauncher, more: int) -> None:
    seen = len(fake.polls)
    wait_for(lambda: len(fake.polls) >= seen + more)


def test_a_container_that_dies_before_dagster_starts_is_reported_within_10_s(
    make_deployment: Callable[..., Deployment], fake: FakeLauncher
) -> None:
    config = launcher_config(launcher_socket=str(fake.path))
    deployment = make_deployment(config, run_retries={"enabled": True, "max_retries": 2})
    fake.reply("health", DEAD)
    run = deployment.launched()
    wait_for(lambda: deployment.reload(run).is_finished, timeout=10)

    assert deployment.reload(run).status == DagsterRunStatus.FAILURE
    assert REPORT in deployment.engine_events(run)
    assert deployment.failures(run) == [
        "The run's container ended before Dagster had started in it. "
        "Container exited with code 127 on 'host-b'."
    ]
    # Dagster writes the tag right after the failure.
    wait_for(lambda: deployment.reload(run).tags.get("dagster/will_retry") == "true")
    assert fake.polls[0].body == {
        "runs": [{"run_id": run.run_id, "attempt": 0, "host_name": "host-b", "container_id": CONTAINER_ID}]
    }


@pytest.mark.usefixtures("quick")
def test_a_removed_container_fails_the_run(deployment: Deployment, fake: FakeLauncher) -> None:
    fake.reply("health", {"status": "NOT_FOUND", "message": "It was removed."})
    run = deployment.launched()
    wait_for(lambda: deployment.reload(run).status == DagsterRunStatus.FAILURE)
    assert "It was removed." in deployment.failures(run)[0]


@pytest.mark.usefixtures("quick")
def test_exit_zero_counts_after_the_grace(
    deployment: Deployment, fake: FakeLauncher, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Not over however slow the machine is, and then over at once.
    monkeypatch.setattr(ended, "EXIT_GRACE_SECONDS", 3600.0)
    fake.reply("health", {**DEAD, "status": "SUCCESS", "exit_code": 0})
    run = deployment.launched()
    polls_reach(fake, 3)
    assert deployment.reload(run).status == DagsterRunStatus.STARTING
    monkeypatch.setattr(ended, "EXIT_GRACE_SECONDS", 0.0)
    wait_for(lambda: deployment.reload(run).status == DagsterRunStatus.FAILURE)
    assert "ended without finishing the run" in deployment.failures(run)[0]


@pytest.mark.usefixtures("quick")
def test_without_proof_a_run_goes_on_starting(
    deployment: Deployment, fake: FakeLauncher, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    fake.reply("health", {**DEAD, "status": "UNKNOWN"})
    run = deployment.launched()
    polls_reach(fake, 3)
    fake.fail("health", "LAUNCHER_BUSY", "Not now.", retryable=True, status=503)
    polls_reach(fake, 3)
    assert deployment.reload(run).status == DagsterRunStatus.STARTING
    assert caplog.text.count("LAUNCHER_BUSY: Not now.") == 1
    fake.reply("health", DEAD)
    wait_for(lambda: deployment.reload(run).status == DagsterRunStatus.FAILURE)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("status", [DagsterRunStatus.STARTED, DagsterRunStatus.SUCCESS])
def test_a_run_that_started_is_watched_no_more(
    deployment: Deployment, fake: FakeLauncher, status: DagsterRunStatus
) -> None:
    run, workspace = deployment.create(status=status)
    fake.reply("health", DEAD)
    deployment.launch(run, workspace)
    wait_for(deployment.launcher._background._watch.is_empty)
    assert fake.polls == []
    assert deployment.failures(run) == []


@pytest.mark.usefixtures("quick")
def test_a_restarted_process_takes_the_run_over(deployment: Deployment, fake: FakeLauncher) -> None:
    run = deployment.launched()
    deployment.launcher.dispose()
    fake.reply("health", DEAD)
    with DagsterInstance.from_config(str(deployment.home)) as restarted:
        restarted.run_launcher.check_run_worker_health(deployment.reload(run))
        wait_for(lambda: deployment.reload(run).status == DagsterRunStatus.FAILURE)


@pytest.mark.usefixtures("quick")
def test_another_runs_inherited_tags_are_not_adopted(deployment: Deployment, fake: FakeLauncher) -> None:
    parent = deployment.launched()
    child, _ = deployment.create(tags=dict(parent.tags))
    fake.reply("health", DEAD)
    wait_for(lambda: deployment.reload(parent).status == DagsterRunStatus.FAILURE)
    polled = {item["run_id"] for poll in fake.polls for item in poll.body["runs"]}
    assert polled == {parent.run_id}
    assert deployment.reload(child).status == DagsterRunStatus.STARTING


def test_several_processes_report_once(deployment: Deployment, fake: FakeLauncher) -> None:
    deployment.launcher._background.close()
    run = deployment.launched()
    fake.reply("health", DEAD)
    client = deployment.launcher._launcher()
    watches = [StartWatch() for _ in range(6)]
    for watch in watches:
        watch.remember(run.run_id)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda watch: watch.check(client, deployment.instance), watches))
    assert len(deployment.failures(run)) == 1
    assert deployment.engine_events(run).count(REPORT) == 1


def test_a_run_that_another_process_launches_again_is_left_alone(
    deployment: Deployment, fake: FakeLauncher
) -> None:
    deployment.launcher._background.close()
    run = deployment.launched()
    fake.reply("health", DEAD)
    client, watch = deployment.launcher._launcher(), StartWatch()
    watch.adopt(run.run_id)
    watch.check(client, deployment.instance)
    assert status_of(deployment, run) == DagsterRunStatus.STARTING, "seen once"
    with run_lock(client.socket_directory, "launch", run.run_id):
        watch.check(client, deployment.instance)
    assert status_of(deployment, run) == DagsterRunStatus.STARTING, "being launched"
    watch.check(client, deployment.instance)
    assert status_of(deployment, run) == DagsterRunStatus.FAILURE


def test_the_lock_is_held_while_a_run_is_launched(deployment: Deployment, fake: FakeLauncher) -> None:
    free: list[bool] = []
    for action in ("create", "start"):
        answer = fake.answers[action]

        def look(request: Any, answer: Any = answer) -> Any:
            with run_lock(fake.path.parent, "launch", request.run_id) as is_ours:
                free.append(is_ours)
            return answer(request)

        fake.answers[action] = look
    run = deployment.launched()
    assert free == [False, False]
    with run_lock(fake.path.parent, "launch", run.run_id) as is_ours:
        assert is_ours


def test_no_thread_before_the_first_launch_and_none_after_dispose(deployment: Deployment) -> None:
    before = threads()
    assert isinstance(deployment.launcher.supports_check_run_worker_health, bool)
    assert threads() == before
    deployment.launched()
    deployment.launched()
    assert len(threads()) == len(before) + 1
    deployment.launcher.dispose()
    assert threads() == before


def status_of(deployment: Deployment, run: DagsterRun) -> DagsterRunStatus:
    return deployment.reload(run).status
