"""Old compute logs are deleted from a real Postgres: by the cleanup asset, and by uploads at most hourly."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
import yaml
from dagster import DagsterInstance
from dagster._core.storage.compute_log_manager import ComputeIOType

from dagster_multihost_launcher import PostgresComputeLogManager, build_admin_definitions, log_retention
from fake_launcher import FakeLauncher

pytestmark = pytest.mark.server

OUT = ComputeIOType.STDOUT
OLD, NEW = ["run-1", "compute_logs", "step"], ["run-2", "compute_logs", "step"]
Managers = Callable[..., PostgresComputeLogManager]


def capture(manager: PostgresComputeLogManager, key: list[str], data: bytes, days_ago: float = 0) -> None:
    path = Path(manager.local_manager.get_captured_local_path(key, "out"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    manager._on_capture_complete(key)
    age(manager, "/".join(key), days_ago)


def age(manager: PostgresComputeLogManager, key: str, days: float) -> None:
    written = "now() - make_interval(secs => :age)"
    update = f"UPDATE multihost_compute_log_chunks SET written_at = {written} WHERE log_key = :key"
    with manager._chunks.transaction() as connection:
        connection.execute(sqlalchemy.text(update), {"age": days * 86400, "key": key})


def stored(manager: PostgresComputeLogManager) -> list[str]:
    return [
        run
        for run in ("run-1", "run-2")
        if manager.get_log_keys_for_log_key_prefix([run, "compute_logs"], OUT)
    ]


def test_nothing_is_deleted_unless_asked_for(manager: Managers) -> None:
    worker = manager()
    capture(worker, OLD, b"old", days_ago=1000)
    assert worker.delete_old_logs() is None
    capture(worker, NEW, b"new")
    assert stored(worker) == ["run-1", "run-2"]


def test_what_is_older_is_deleted_and_nothing_else(manager: Managers) -> None:
    worker = manager(retention_days=7)
    capture(worker, NEW, b"new", days_ago=6.9)
    capture(worker, OLD, b"old", days_ago=7.1)
    assert stored(worker) == ["run-1", "run-2"]
    assert worker.delete_old_logs() == 3, "the text, and the ends of both streams"
    assert stored(worker) == ["run-2"]
    assert worker.get_log_data(NEW).stdout == b"new"
    assert worker.delete_old_logs() == 0


def test_the_rest_of_a_log_says_what_is_gone(manager: Managers) -> None:
    worker = manager(retention_days=0.5)
    path = Path(worker.local_manager.get_captured_local_path(OLD, "out"))
    path.parent.mkdir(parents=True)
    path.write_bytes(b"yesterday ")
    worker.on_progress(OLD)
    age(worker, "/".join(OLD), 1)
    path.write_bytes(b"yesterday today")
    worker.on_progress(OLD)
    worker.delete_old_logs()
    data, cursor = worker.get_log_data_for_type(OLD, OUT, 0, None)
    assert data is not None
    assert data.startswith(b"[The first 10 bytes were dropped: ")
    assert data.endswith(b"retention_days 0.5.]\ntoday")
    assert cursor == 15


def test_uploads_of_all_processes_delete_once_in_an_hour(manager: Managers) -> None:
    first, second = manager(retention_days=7), manager(retention_days=7)
    capture(first, NEW, b"new")
    capture(first, OLD, b"old", days_ago=8)
    capture(second, NEW, b"again")
    assert stored(first) == ["run-1", "run-2"], "the first upload had just looked"

    age(first, "", 61 / 1440)
    capture(manager(retention_days=7), NEW, b"an hour later, by another process")
    assert stored(first) == ["run-2"]


def test_of_those_that_come_at_once_one_deletes(manager: Managers) -> None:
    workers = [manager(retention_days=7)._retention for _ in range(6)]
    workers[0]._is_due()
    age(manager(), "", 1)
    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(lambda retention: retention._is_due(), workers)).count(True) == 1


def test_a_failure_is_logged_and_the_upload_stands(
    manager: Managers, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    worker = manager(retention_days=7)

    def fail(_: object) -> bool:
        raise RuntimeError("lock timeout")

    monkeypatch.setattr(log_retention.LogRetention, "_is_due", fail)
    capture(worker, NEW, b"new")
    assert stored(worker) == ["run-2"]
    assert caplog.text.count("Old compute logs could not be deleted: lock timeout") == 1


def test_the_cleanup_asset_deletes_too(
    manager: Managers, database: dict[str, Any], tmp_path: Path, fake: FakeLauncher
) -> None:
    capture(manager(), OLD, b"old", days_ago=8)
    capture(manager(), NEW, b"new")
    section = {
        "module": "dagster_multihost_launcher",
        "class": "PostgresComputeLogManager",
        "config": {"postgres_db": database, "retention_days": 7, "upload_interval": None},
    }
    (tmp_path / "dagster.yaml").write_text(yaml.safe_dump({"compute_logs": section}))
    fake.reply("containers", {"containers": []})
    fake.reply("cleanup", {"counts": {}, "containers": [], "unreachable": []})
    defs = build_admin_definitions(launcher_socket=str(fake.path))
    with DagsterInstance.from_config(str(tmp_path)) as instance:
        result = defs.resolve_job_def("multihost_admin_cleanup").execute_in_process(instance=instance)
    [event] = result.get_asset_materialization_events()
    assert event.step_materialization_data.materialization.metadata["deleted_log_rows"].value == 3
    assert stored(manager()) == ["run-2"]
