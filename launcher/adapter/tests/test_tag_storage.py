"""How the tags of a launch are written, against a real Postgres."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import yaml
from dagster import DagsterInstance
from dagster._core.instance.ref import InstanceRef
from dagster._core.storage.dagster_run import RunsFilter
from dagster_postgres.utils import pg_url_from_config
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import NullPool

from dagster_multihost_launcher.tag_storage import TagStorage
from jobs import daily_etl
from postgres_server import postgres_server

pytestmark = pytest.mark.server

UNIFIED = {"storage": {"postgres": {"postgres_db": None}}}
SEPARATE = {
    section: {"module": f"dagster_postgres.{module}", "class": name, "config": {"postgres_db": None}}
    for section, module, name in [
        ("run_storage", "run_storage", "PostgresRunStorage"),
        ("event_log_storage", "event_log", "PostgresEventLogStorage"),
        ("schedule_storage", "schedule_storage", "PostgresScheduleStorage"),
    ]
}


@pytest.fixture(scope="module")
def database() -> Iterator[dict[str, Any]]:
    with postgres_server() as config:
        yield config


@pytest.fixture(params=[UNIFIED, SEPARATE], ids=["unified", "separate"])
def instance(
    request: pytest.FixtureRequest, tmp_path: Path, database: dict[str, Any]
) -> Iterator[DagsterInstance]:
    """An instance whose storage is Postgres, configured in either way."""
    settings = yaml.safe_dump({**request.param, "telemetry": {"enabled": False}})
    reached = yaml.safe_dump(database, default_flow_style=True)
    (tmp_path / "dagster.yaml").write_text(settings.replace("null", reached))
    with DagsterInstance.from_ref(InstanceRef.from_dir(str(tmp_path))) as made:
        yield made


@pytest.fixture
def opened() -> Iterator[list[Any]]:
    """The connections that were opened."""
    connections: list[Any] = []

    def remember(connection: object, _: object) -> None:
        connections.append(connection)

    event.listen(Engine, "connect", remember)
    yield connections
    event.remove(Engine, "connect", remember)


def run_of(instance: DagsterInstance) -> str:
    return instance.create_run_for_job(job_def=daily_etl, tags={"kept": "yes"}).run_id


def test_one_connection_serves_all_launches(instance: DagsterInstance, opened: list[Any]) -> None:
    """And what is written is what Dagster itself would write."""
    runs = [run_of(instance) for _ in range(3)]
    storage = TagStorage()
    opened.clear()
    for run_id in runs:
        storage.add(instance, run_id, {"first": "1", "second": "1"})
        storage.add(instance, run_id, {"second": "2"})
    assert len(opened) == 1
    for run_id in runs:
        run = instance.get_run_by_id(run_id)
        assert run is not None
        tags = {key: run.tags.get(key) for key in ("kept", "first", "second")}
        assert tags == {"kept": "yes", "first": "1", "second": "2"}
    found = instance.get_runs(RunsFilter(run_ids=runs, tags={"second": "2"}))
    assert len(found) == len(runs)


def test_launches_at_the_same_moment_take_turns(instance: DagsterInstance, opened: list[Any]) -> None:
    runs = [run_of(instance) for _ in range(8)]
    storage = TagStorage(patience_seconds=30)
    opened.clear()
    with ThreadPoolExecutor(len(runs)) as threads:
        list(threads.map(lambda run_id: storage.add(instance, run_id, {"attempt": "1"}), runs))
    assert len(opened) == 1
    assert [found_tag(instance, run_id) for run_id in runs] == ["1"] * len(runs)


def test_a_launch_does_not_wait_long_for_its_turn(
    instance: DagsterInstance, database: dict[str, Any]
) -> None:
    """Somebody has locked the run of another launch, which holds the kept connection."""
    locked, free, storage = run_of(instance), run_of(instance), TagStorage()
    with connection_to(database) as other, ThreadPoolExecutor(1) as thread:
        other.execute(text(f"SELECT 1 FROM runs WHERE run_id = '{locked}' FOR UPDATE"))
        waiting = thread.submit(storage.add, instance, locked, {"attempt": "1"})
        time.sleep(0.1)
        storage.add(instance, free, {"attempt": "1"})
        assert found_tag(instance, free) == "1"
        assert not waiting.done()
        other.rollback()
        waiting.result(timeout=10)
    assert found_tag(instance, locked) == "1"


def test_tags_are_written_when_the_database_has_closed_the_connection(
    instance: DagsterInstance, database: dict[str, Any]
) -> None:
    run_id, storage = run_of(instance), TagStorage()
    storage.add(instance, run_id, {"attempt": "1"})
    end_connections(database)
    storage.add(instance, run_id, {"attempt": "2"})
    assert found_tag(instance, run_id) == "2"
    storage.add(instance, run_id, {"attempt": "3"})
    assert found_tag(instance, run_id) == "3"


def test_a_closed_storage_opens_again(instance: DagsterInstance, opened: list[Any]) -> None:
    run_id, storage = run_of(instance), TagStorage()
    opened.clear()
    storage.add(instance, run_id, {"attempt": "1"})
    storage.close()
    (first,) = opened
    assert first.closed
    storage.add(instance, run_id, {"attempt": "2"})
    assert len(opened) == 2
    assert found_tag(instance, run_id) == "2"
    storage.close()


def test_closing_opens_nothing_when_the_database_has_closed_the_connection(
    instance: DagsterInstance, database: dict[str, Any], opened: list[Any]
) -> None:
    """While a database is away, Dagster tries to connect for many seconds."""
    run_id, storage = run_of(instance), TagStorage()
    storage.add(instance, run_id, {"attempt": "1"})
    end_connections(database)
    opened.clear()
    storage.close()
    storage.close()
    assert opened == []
    end_connections(database)
    storage.add(instance, run_id, {"attempt": "2"})
    assert found_tag(instance, run_id) == "2"
    storage.close()


def test_sqlite_is_written_to_as_it_is(tmp_path: Path) -> None:
    with DagsterInstance.local_temp(str(tmp_path)) as local:
        run_id = run_of(local)
        TagStorage().add(local, run_id, {"attempt": "1"})
        assert found_tag(local, run_id) == "1"


def test_an_instance_without_a_file_is_written_to_as_it_is() -> None:
    with DagsterInstance.ephemeral() as ephemeral:
        run_id = run_of(ephemeral)
        TagStorage().add(ephemeral, run_id, {"attempt": "1"})
        assert found_tag(ephemeral, run_id) == "1"


def found_tag(instance: DagsterInstance, run_id: str) -> str | None:
    run = instance.get_run_by_id(run_id)
    assert run is not None
    return run.tags.get("attempt")


def end_connections(database: dict[str, Any]) -> None:
    """Ends all other connections, as a restart of the server does."""
    others = "pid <> pg_backend_pid() AND usename = 'dagster'"
    with connection_to(database) as connection:
        connection.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))


def connection_to(database: dict[str, Any]) -> Connection:
    return create_engine(pg_url_from_config({"postgres_db": database}), poolclass=NullPool).connect()
