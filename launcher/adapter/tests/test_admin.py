"""The admin definitions, materialised for real."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from dagster import (
    AssetKey,
    DagsterInstance,
    DefaultScheduleStatus,
    Definitions,
    ExecuteInProcessResult,
    TableMetadataValue,
    define_asset_job,
)

from dagster_multihost_launcher import (
    build_admin_definitions,
    multihost_cleanup_asset,
    multihost_status_asset,
)
from fake_launcher import FakeLauncher

HOSTS = [
    {
        "host_name": "host-b",
        "docker_url": "tcp://10.0.1.2:2376",
        "locations": ["etl_pipelines", "ml_training"],
        "reachable": True,
        "version": "20.10.24",
        "containers_running": 2,
        "containers_total": 5,
        "drained": True,
        "certificate_days_left": 61,
        "disk": {"images_bytes": 10, "containers_bytes": 2, "volumes_bytes": 3, "build_cache_bytes": 0},
        "error": None,
    },
    {
        "host_name": "host-c",
        "docker_url": "ssh://deploy@10.0.1.3",
        "locations": ["analytics"],
        "reachable": False,
        "version": None,
        "containers_running": None,
        "containers_total": None,
        "drained": False,
        "certificate_days_left": None,
        "disk": None,
        "error": "host-c refuses the connection",
    },
]


def materialise(
    instance: DagsterInstance, *, raise_on_error: bool = True, **options: Any
) -> ExecuteInProcessResult:
    job = build_admin_definitions(**options).resolve_job_def("multihost_admin_status")
    return job.execute_in_process(instance=instance, raise_on_error=raise_on_error)


def test_one_row_for_each_host(fake: FakeLauncher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAGSTER_MULTIHOST_LAUNCHER_SOCKET", str(fake.path))
    fake.reply("hosts", {"hosts": HOSTS})
    with DagsterInstance.ephemeral() as instance:
        assert materialise(instance).success
        event = instance.get_latest_materialization_event(AssetKey("multihost_container_status"))
    assert event is not None
    assert event.asset_materialization is not None
    metadata = event.asset_materialization.metadata
    table = metadata["hosts"]
    assert isinstance(table, TableMetadataValue)
    assert [record.data["host_name"] for record in table.records] == ["host-b", "host-c"]
    assert table.records[0].data["locations"] == "etl_pipelines, ml_training"
    assert table.records[1].data["error"] == "host-c refuses the connection"
    assert table.records[1].data["reachable"] is False
    assert [record.data["disk_used_bytes"] for record in table.records] == [15, ""]
    assert [record.data["certificate_days_left"] for record in table.records] == [61, ""]
    assert table.records[0].data["drained"] is True
    assert fake.of("hosts")[0].query == {"disk": "true"}
    assert metadata["drained_hosts"].value == 1
    assert metadata["certificate_days_left"].value == 61
    assert metadata["reachable_hosts"].value == 1
    assert metadata["containers_running"].value == 2


def test_an_unreachable_launcher_fails_the_asset(home: Path) -> None:
    with DagsterInstance.ephemeral() as instance:
        result = materialise(instance, raise_on_error=False, launcher_socket=str(home / "none.sock"))
        assert not result.success
        [failure] = result.get_step_failure_events()
        assert "Nobody answers on the launcher's socket" in str(
            failure.step_failure_data.error_display_string
        )


@pytest.mark.parametrize(
    ("options", "cron"),
    [
        ({}, "0 * * * *"),
        ({"status_cron": "5 * * * *"}, "5 * * * *"),
        ({"cron_schedule": "*/5 * * * *"}, "*/5 * * * *"),
    ],
)
def test_the_schedule(options: dict[str, Any], cron: str) -> None:
    defs = build_admin_definitions(**options)
    schedule = defs.resolve_schedule_def("multihost_admin_schedule")
    assert schedule.cron_schedule == cron
    assert schedule.default_status == DefaultScheduleStatus.STOPPED
    [asset] = [
        spec for spec in defs.resolve_all_asset_specs() if spec.key == AssetKey("multihost_container_status")
    ]
    assert asset.group_name == "admin"


def test_the_first_arguments_are_those_of_0_2_0() -> None:
    schedules = build_admin_definitions("*/5 * * * *", 1 / 60).get_repository_def().schedule_defs
    assert [(schedule.name, schedule.job_name) for schedule in schedules] == [
        ("multihost_admin_schedule", "multihost_admin_job")
    ]


def test_the_job_of_0_2_0_is_there_with_any_schedule() -> None:
    jobs = {job.name for job in build_admin_definitions().get_repository_def().get_all_jobs()}
    assert {"multihost_admin_job", "multihost_admin_status", "multihost_admin_cleanup"} <= jobs


def test_the_assets_belong_in_definitions_of_ones_own(
    fake: FakeLauncher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAGSTER_MULTIHOST_LAUNCHER_SOCKET", str(fake.path))
    fake.reply("hosts", {"hosts": HOSTS})
    fake.reply("containers", {"containers": [], "unreachable": []})
    fake.reply("cleanup", {"counts": {}, "containers": [], "unreachable": []})
    assets = [multihost_status_asset, multihost_cleanup_asset]
    defs = Definitions(assets=assets, jobs=[define_asset_job("admin_job", selection=assets)])
    with DagsterInstance.ephemeral() as instance:
        assert defs.resolve_job_def("admin_job").execute_in_process(instance=instance).success
    assert [request.action for request in fake.requests] == ["hosts", "containers", "cleanup"]
    assert fake.of("cleanup")[0].body["max_age_hours"] == 24
