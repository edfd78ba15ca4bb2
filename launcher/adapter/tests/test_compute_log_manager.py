"""Compute logs in a real Postgres: one manager captures, as a run worker; another reads, as the webserver."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
import yaml
from dagster import DagsterEventType, DagsterInstance
from dagster._core.storage.compute_log_manager import CapturedLogData, ComputeIOType

import printing_job
from dagster_multihost_launcher import LauncherError, PostgresComputeLogManager, log_upload
from dagster_multihost_launcher.redact import HIDDEN
from postgres_server import PASSWORD
from waiting import wait_for

pytestmark = pytest.mark.server

OUT, ERR = ComputeIOType.STDOUT, ComputeIOType.STDERR
KEY = ["run-1", "compute_logs", "step/one"]
SOURCE = Path(__file__).parent.parent / "src"


def write(manager: PostgresComputeLogManager, data: bytes, io_type: ComputeIOType = OUT) -> None:
    """What capturing does: more bytes in the local file."""
    path = Path(manager.local_manager.get_captured_local_path(KEY, "out" if io_type == OUT else "err"))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        file.write(data)


def test_a_run_on_another_host_is_read_here(
    database: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    postgres = {"postgres_db": {**database, "password": {"env": "PG_PASSWORD"}}}
    for name in ("worker", "webserver"):
        compute_logs = {
            "module": "dagster_multihost_launcher",
            "class": "PostgresComputeLogManager",
            "config": {**postgres, "local_dir": str(tmp_path / name / "logs")},
        }
        config = {"compute_logs": compute_logs, "storage": {"postgres": postgres}}
        (tmp_path / name).mkdir()
        (tmp_path / name / "dagster.yaml").write_text(yaml.safe_dump(config))
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "PG_PASSWORD": PASSWORD}
    command = [sys.executable, "-m", "dagster", "job", "execute", "-j", "printing", "-f"]
    subprocess.run(
        [*command, str(printing_job.__file__)],
        env={**environment, "DAGSTER_HOME": str(tmp_path / "worker")},
        check=True,
        capture_output=True,
    )

    monkeypatch.setenv("PG_PASSWORD", PASSWORD)
    with DagsterInstance.from_config(str(tmp_path / "webserver")) as instance:
        [run] = instance.get_runs()
        [captured] = instance.all_logs(run.run_id, of_type=DagsterEventType.LOGS_CAPTURED)
        assert captured.dagster_event is not None
        key = [run.run_id, "compute_logs", captured.dagster_event.logs_captured_data.file_key]
        data = instance.compute_log_manager.get_log_data(key)
        assert data.stdout == "said on stdout: é\n".encode()
        assert b"said on stderr" in (data.stderr or b"")
        assert instance.compute_log_manager.is_capture_complete(key)
        assert PASSWORD not in str(instance.info_dict()["compute_logs"])


def test_a_growing_log_is_read_piece_by_piece(manager: Callable[..., PostgresComputeLogManager]) -> None:
    worker, web = manager(), manager()
    assert web.get_log_data(KEY) == CapturedLogData(KEY, None, None, "0:0")
    write(worker, b"first ")
    worker.on_progress(KEY)
    data = web.get_log_data(KEY)
    assert (data.stdout, data.stderr) == (b"first ", None)
    assert not web.is_capture_complete(KEY)
    assert web.get_log_metadata(KEY).stdout_download_url is None

    write(worker, b"second")
    write(worker, b"error", ERR)
    worker.on_progress(KEY)
    more = web.get_log_data(KEY, data.cursor)
    assert (more.stdout, more.stderr, more.cursor) == (b"second", b"error", "12:5")
    assert web.get_log_data_for_type(KEY, OUT, 4, 4) == (b"t se", 8)
    assert web.get_log_data_for_type(KEY, OUT, 99, None) == (b"", 99)

    worker._on_capture_complete(KEY)
    assert web.is_capture_complete(KEY)
    assert web.get_log_data(KEY, more.cursor).stdout == b""
    assert not Path(worker.local_manager.get_captured_local_path(KEY, "out")).exists()


def test_the_tail_is_kept(
    manager: Callable[..., PostgresComputeLogManager], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_upload, "_PIECE_BYTES", 7)
    worker, web = manager(max_log_bytes=20), manager(max_log_bytes=20)
    written = b""
    for number in range(12):
        written += (line := f"line {number}\n".encode() * (number % 4))
        write(worker, line)
        worker.on_progress(KEY)
        stored, end = web.get_log_data_for_type(KEY, OUT, max(0, len(written) - 20), None)
        assert (stored or b"", end) == (written[-20:], len(written))
    beginning, end = web.get_log_data_for_type(KEY, OUT, 0, None)
    dropped = len(written) - 20
    assert beginning == (
        f"[The first {dropped} bytes were dropped: max_log_bytes of compute_logs is 20.]\n".encode()
        + written[-20:]
    )
    assert end == len(written)


def test_a_second_capture_of_a_key_replaces_the_first(
    manager: Callable[..., PostgresComputeLogManager],
) -> None:
    worker, resumed, web = manager(), manager(), manager()
    write(worker, b"killed before its end")
    worker.on_progress(KEY)
    write(resumed, b"resumed")
    resumed._on_capture_complete(KEY)
    assert web.get_log_data(KEY).stdout == b"resumed"
    resumed._on_capture_complete(KEY)
    assert web.get_log_data(KEY).stdout == b"resumed"


def test_an_instigator_log_is_listed_and_read(manager: Callable[..., PostgresComputeLogManager]) -> None:
    daemon, web = manager(), manager()
    for tick in ("1", "2"):
        with daemon.open_log_stream(["repo", "sensor", tick], ERR) as stream:
            assert stream is not None
            stream.write(f"tick {tick}\n")
    assert web.get_log_keys_for_log_key_prefix(["repo", "sensor"], ERR) == [
        ["repo", "sensor", "1"],
        ["repo", "sensor", "2"],
    ]
    assert web.get_log_keys_for_log_key_prefix(["repo"], ERR) == []
    assert web.read_log_lines_for_log_key_prefix(["repo", "sensor"], None, ERR)[0][:1] == ["tick 1"]


def test_deletes_a_runs_logs_and_no_other(manager: Callable[..., PostgresComputeLogManager]) -> None:
    worker, web = manager(), manager()
    for key in (["run-1", "a"], ["run-1", "b%"], ["run-10", "a"], ["run-1x", "a"]):
        with worker.open_log_stream(key, OUT) as stream:
            assert stream is not None
            stream.write("x")
    web.delete_logs(log_key=["run-1", "b%"])
    assert web.get_log_keys_for_log_key_prefix(["run-1"], OUT) == [["run-1", "a"]]
    web.delete_logs(prefix=["run-1"])
    assert not web.cloud_storage_has_logs(["run-1", "a"], OUT)
    assert web.cloud_storage_has_logs(["run-10", "a"], OUT)
    assert web.cloud_storage_has_logs(["run-1x", "a"], OUT)


def test_the_download_link_serves_the_stored_log(manager: Callable[..., PostgresComputeLogManager]) -> None:
    worker, web = manager(), manager()
    write(worker, b"\x00\xff binary")
    worker._on_capture_complete(KEY)
    assert web.get_log_metadata(KEY).stdout_download_url == "/logs/run-1/compute_logs/step/one/out"
    web.download_from_cloud_storage(KEY, OUT)
    assert Path(web.local_manager.get_captured_local_path(KEY, "out")).read_bytes() == b"\x00\xff binary"


def test_the_table_is_made_by_whoever_comes_first(manager: Callable[..., PostgresComputeLogManager]) -> None:
    managers = [manager() for _ in range(12)]
    together = threading.Barrier(len(managers))

    def first_use(one: PostgresComputeLogManager) -> bool:
        together.wait()
        return one.cloud_storage_has_logs(KEY, OUT)

    with ThreadPoolExecutor(len(managers)) as pool:
        assert list(pool.map(first_use, managers)) == [False] * len(managers)


def test_a_watcher_gets_what_is_written(manager: Callable[..., PostgresComputeLogManager]) -> None:
    worker, web = manager(), manager()
    write(worker, b"done")
    worker._on_capture_complete(KEY)
    seen: list[CapturedLogData] = []
    subscription = web.subscribe(KEY)
    subscription(seen.append)
    subscription.fetch()
    wait_for(lambda: any(data.stdout == b"done" for data in seen))
    web.unsubscribe(subscription)


def test_a_database_that_is_down_delays_the_upload(
    manager: Callable[..., PostgresComputeLogManager],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    worker, web = manager(), manager()
    engine = worker._chunks._engine
    write(worker, b"printed secret")
    broken = sqlalchemy.create_engine("postgresql://dagster@127.0.0.1:1/postgres", hide_parameters=True)
    monkeypatch.setattr("dagster_postgres.utils.calculate_delay", lambda **_: 0)
    monkeypatch.setattr(worker._chunks, "_engine", broken)
    worker.on_progress(KEY)
    assert "could not be uploaded" in caplog.text
    assert "printed secret" not in caplog.text
    monkeypatch.setattr(worker._chunks, "_engine", engine)
    worker.on_progress(KEY)
    assert web.get_log_data(KEY).stdout == b"printed secret"


@pytest.mark.parametrize(
    ("config", "names"),
    [
        ({}, "exactly one of postgres_db and postgres_url"),
        ({"postgres_url": "postgresql://a:b@c/d", "postgres_db": {"username": "a"}}, "exactly one"),
        ({"postgres_url": "postgresql://a:b@c/d", "max_log_bytes": 0}, "max_log_bytes"),
        ({"postgres_url": "postgresql://a:b@c/d", "retention_days": 0}, "retention_days"),
    ],
)
def test_a_wrong_configuration_is_named(config: dict[str, Any], names: str) -> None:
    with pytest.raises(LauncherError, match=f"CONFIG_INVALID.*{names}"):
        PostgresComputeLogManager(None, config)


def test_a_missing_dagster_postgres_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dagster_postgres", None)
    with pytest.raises(LauncherError, match=r"DAGSTER_POSTGRES_MISSING.*launcher\[postgres\]"):
        PostgresComputeLogManager(None, {"postgres_url": "postgresql://a:b@c/d"})


def test_a_literal_url_is_not_shown(tmp_path: Path) -> None:
    config = {"postgres_url": f"postgresql://u:{PASSWORD}@h/d"}
    section = {"module": "dagster_multihost_launcher", "class": "PostgresComputeLogManager", "config": config}
    (tmp_path / "dagster.yaml").write_text(yaml.safe_dump({"compute_logs": section}))
    with DagsterInstance.from_config(str(tmp_path)) as instance:
        assert isinstance(instance.compute_log_manager, PostgresComputeLogManager)
        shown = str(instance.info_dict()["compute_logs"])
    assert HIDDEN in shown
    assert PASSWORD not in shown
