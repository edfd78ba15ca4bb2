"""The cleanup asset: which runs have ended, what the launcher is asked for, and what is shown."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from dagster import (
    AssetKey,
    DagsterInstance,
    DagsterRunStatus,
    DefaultScheduleStatus,
    ExecuteInProcessResult,
    TableMetadataValue,
)

from dagster_multihost_launcher import LauncherError, build_admin_definitions
from dagster_multihost_launcher.instance_id import instance_id
from dagster_multihost_launcher.run_states import run_states
from fake_launcher import FakeLauncher

REMOVED = {
    "host_name": "host-b",
    "container_id": "c0ffee",
    "run_id": "1",
    "status": "exited",
    "image": "app:1",
    "created": "2026-11-19T12:00:00.000Z",
    "finished_at": "2026-11-19T12:01:00.000Z",
    "exit_code": 0,
    "action": "removed",
    "reason": "succeeded 48 h ago",
}
KEPT = {
    **REMOVED,
    "run_id": "2",
    "status": "running",
    "finished_at": None,
    "exit_code": None,
    "action": "kept",
}
ANSWER = {
    "dry_run": False,
    "counts": {"removed": 1, "stopped": 0, "kept": 1, "failed": 0},
    "containers": [KEPT, REMOVED],
    "unreachable": [{"host_name": "host-c", "error": "host-c refuses the connection"}],
}


@pytest.fixture
def answering(fake: FakeLauncher) -> FakeLauncher:
    fake.reply("containers", {"containers": [], "unreachable": []})
    fake.reply("cleanup", ANSWER)
    return fake


def clean_up(
    fake: FakeLauncher, instance: DagsterInstance, tags: dict[str, str] | None = None, **options: Any
) -> ExecuteInProcessResult:
    defs = build_admin_definitions(launcher_socket=str(fake.path), **options)
    job = defs.resolve_job_def("multihost_admin_cleanup")
    return job.execute_in_process(instance=instance, tags=tags, raise_on_error=False)


def add_run(instance: DagsterInstance, status: DagsterRunStatus) -> str:
    return instance.create_run_for_job(_job(), status=status).run_id


def _job() -> Any:
    return build_admin_definitions().resolve_job_def("multihost_admin_status")


def test_shows_what_was_done(answering: FakeLauncher) -> None:
    with DagsterInstance.ephemeral() as instance:
        assert clean_up(answering, instance).success
        event = instance.get_latest_materialization_event(AssetKey("multihost_container_cleanup"))
    assert event is not None
    assert event.asset_materialization is not None
    metadata = event.asset_materialization.metadata
    table = metadata["containers"]
    assert isinstance(table, TableMetadataValue)
    assert [record.data["action"] for record in table.records] == ["removed", "kept"]
    assert table.records[1].data["exit_code"] == ""
    assert {
        name: metadata[name].value for name in ("removed", "kept", "unreachable_hosts", "max_age_hours")
    } == {
        "removed": 1,
        "kept": 1,
        "unreachable_hosts": 1,
        "max_age_hours": 24.0,
    }


def test_asks_for_this_deployment_alone_and_tells_how_its_runs_fare(answering: FakeLauncher) -> None:
    with DagsterInstance.ephemeral() as instance:
        active = add_run(instance, DagsterRunStatus.STARTED)
        containers = [{"run_id": active}, {"run_id": "deleted-run"}]
        answering.reply("containers", {"containers": containers, "unreachable": []})
        assert clean_up(answering, instance, {"multihost/cleanup_max_age_hours": "1.5"}).success
        identity = instance_id(instance)
    assert answering.of("containers")[0].query == {"instance_id": identity}
    assert answering.of("cleanup")[0].body == {
        "instance_id": identity,
        "max_age_hours": 1.5,
        "active_run_ids": [active],
        "ended_run_ids": [],
    }


@pytest.mark.parametrize(
    ("tags", "hours"), [({}, 48.0), ({"multihost/cleanup_max_age_hours": "0"}, 0.0)], ids=["default", "tag"]
)
def test_the_age_is_the_definitions_unless_the_run_says_otherwise(
    answering: FakeLauncher, tags: dict[str, str], hours: float
) -> None:
    with DagsterInstance.ephemeral() as instance:
        assert clean_up(answering, instance, tags, cleanup_max_age_hours=48).success
    assert answering.of("cleanup")[0].body["max_age_hours"] == hours


@pytest.mark.parametrize("value", [-1, float("nan"), None, "soon"])
def test_a_bad_age_of_the_definitions_is_named(value: Any) -> None:
    with pytest.raises(LauncherError, match=r"CLEANUP_MAX_AGE_INVALID.*cleanup_max_age_hours of build"):
        build_admin_definitions(cleanup_max_age_hours=value)


def test_a_run_has_ended_five_minutes_after_its_end() -> None:
    with DagsterInstance.ephemeral() as instance:
        started = add_run(instance, DagsterRunStatus.STARTED)
        canceling = add_run(instance, DagsterRunStatus.CANCELING)
        failed = add_run(instance, DagsterRunStatus.STARTED)
        instance.report_run_failed(_run(instance, failed))
        ids = [started, canceling, failed, "unknown"]
        soon = run_states(instance, ids, time.time() + 60)
        later = run_states(instance, ids, time.time() + timedelta(minutes=6).total_seconds())
    assert (sorted(soon.active), soon.ended) == (sorted([started, canceling]), [])
    assert (sorted(later.active), later.ended) == (sorted([started, canceling]), [failed])


def test_asks_about_many_runs_in_pieces() -> None:
    with DagsterInstance.ephemeral() as instance:
        run_id = add_run(instance, DagsterRunStatus.STARTED)
        states = run_states(instance, [*(f"z{number}" for number in range(1200)), run_id], time.time())
    assert states.active == [run_id]


def _run(instance: DagsterInstance, run_id: str) -> Any:
    return instance.get_run_by_id(run_id)


@pytest.mark.parametrize("value", ["", "two", "-1", "nan", "inf", "24h"])
def test_a_bad_age_is_a_clear_error_and_removes_nothing(answering: FakeLauncher, value: str) -> None:
    with DagsterInstance.ephemeral() as instance:
        result = clean_up(answering, instance, {"multihost/cleanup_max_age_hours": value})
    [failure] = result.get_step_failure_events()
    error = str(failure.step_failure_data.error_display_string)
    assert "CLEANUP_MAX_AGE_INVALID" in error
    assert f"multihost/cleanup_max_age_hours is '{value}'" in error
    assert answering.of("cleanup") == []


def test_an_answer_that_is_not_a_cleanups_fails(answering: FakeLauncher) -> None:
    answering.reply("cleanup", {"counts": {}})
    with DagsterInstance.ephemeral() as instance:
        [failure] = clean_up(answering, instance).get_step_failure_events()
    assert "lacks containers, unreachable" in str(failure.step_failure_data.error_display_string)


def test_status_and_cleanup_have_their_own_schedules() -> None:
    defs = build_admin_definitions(cleanup_cron="1 1 * * *", status_cron="2 * * * *")
    schedules = {schedule.name: schedule for schedule in defs.get_repository_def().schedule_defs}
    assert {name: schedule.cron_schedule for name, schedule in schedules.items()} == {
        "multihost_admin_schedule": "2 * * * *",
        "multihost_admin_cleanup_schedule": "1 1 * * *",
    }
    assert {schedule.default_status for schedule in schedules.values()} == {DefaultScheduleStatus.STOPPED}


def test_one_schedule_takes_the_status_and_then_cleans_up(answering: FakeLauncher) -> None:
    answering.reply("hosts", {"hosts": []})
    defs = build_admin_definitions(cron_schedule="*/5 * * * *", launcher_socket=str(answering.path))
    [schedule] = defs.get_repository_def().schedule_defs
    assert (schedule.name, schedule.job_name) == ("multihost_admin_schedule", "multihost_admin_job")
    with DagsterInstance.ephemeral() as instance:
        assert defs.resolve_job_def(schedule.job_name).execute_in_process(instance=instance).success
    assert [request.action for request in answering.requests] == ["hosts", "containers", "cleanup"]
