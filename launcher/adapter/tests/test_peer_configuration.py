"""A dagster.yaml written for dagster-multihost-launcher 0.2.0, loaded by Dagster with the classes here."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from dagster import DagsterInstance

from dagster_multihost_launcher import MultiHostDockerRunLauncher, PostgresComputeLogManager
from touched import touched

REPOSITORY = Path(__file__).parents[3]
FILES = REPOSITORY / "test" / "unit" / "launcher" / "config" / "peer"
LOCATIONS = {
    "documented": {"local_pipelines", "etl_pipelines", "ml_training", "analytics"},
    "everyKey": {"etl_pipelines"},
    "nulls": {"etl_pipelines"},
}
MODULES = ["dagster_multihost_launcher", "dagster_multihost_launcher.compute_log_manager"]

# Between them, every key that PostgresComputeLogManager has in 0.2.0.
WITH_DATABASE = """
postgres_db:
  username: {env: DAGSTER_POSTGRES_USER}
  password: {env: DAGSTER_POSTGRES_PASSWORD}
  hostname: {env: DAGSTER_POSTGRES_HOST}
  db_name: {env: DAGSTER_POSTGRES_DB}
  port: 5432
  params: {sslmode: require}
  scheme: postgresql
auth_provider: {aws_wif: {region: eu-central-1}}
should_autocreate_tables: false
upload_interval: 30         # stream in-progress logs; default: on step completion
max_log_bytes: 10485760     # per-file cap; longer logs keep their tail
local_dir: {env: LOCAL_DIR}
"""
WITH_URL = "postgres_url: {env: POSTGRES_URL}\nupload_interval: null"
VARIABLES = {
    "DAGSTER_POSTGRES_USER": "dagster",
    "DAGSTER_POSTGRES_PASSWORD": "s3cret",
    "DAGSTER_POSTGRES_HOST": "10.255.0.1",
    "DAGSTER_POSTGRES_DB": "dagster",
    "LOCAL_DIR": "/nowhere/logs",
    "POSTGRES_URL": "postgresql://dagster:s3cret@10.255.0.1/dagster",
}


@pytest.fixture(autouse=True)
def _variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in VARIABLES.items():
        monkeypatch.setenv(name, value)


def load(home: Path, **sections: Any) -> tuple[DagsterInstance, list[str]]:
    """The instance, and what making its run launcher and compute log manager has touched."""
    home.mkdir()
    (home / "dagster.yaml").write_text(yaml.safe_dump(sections))
    instance = DagsterInstance.from_config(str(home))
    reference = instance.get_ref()
    # Modules are imported from files, and Python looks for the directory of temporary files once.
    assert reference.run_launcher
    assert reference.compute_log_manager
    tempfile.tempdir = None
    with touched() as events:
        assert instance.run_launcher
        assert reference.compute_log_manager
    return instance, events


def run_launcher(name: str) -> dict[str, Any]:
    # Its storage would be Dagster's own connection to Postgres.
    section = yaml.safe_load((FILES / f"{name}.yaml").read_text())["run_launcher"]
    assert isinstance(section, dict)
    return section


@pytest.mark.parametrize("name", LOCATIONS)
def test_the_run_launcher_is_made_and_touches_nothing(name: str, tmp_path: Path) -> None:
    instance, events = load(tmp_path / "home", run_launcher=run_launcher(name))
    with instance:
        launcher = instance.run_launcher
        assert isinstance(launcher, MultiHostDockerRunLauncher)
        assert launcher._settings.location_names == LOCATIONS[name]
        assert launcher._settings.stop_grace_seconds == 30
        assert launcher._settings.launcher_socket is None
    assert events == []


@pytest.mark.parametrize("module", MODULES)
@pytest.mark.parametrize(
    ("config", "interval"), [(WITH_DATABASE, 30), (WITH_URL, None)], ids=["postgres_db", "postgres_url"]
)
def test_the_compute_log_manager_is_made_and_touches_nothing(
    module: str, config: str, interval: int | None, tmp_path: Path
) -> None:
    section = {"module": module, "class": "PostgresComputeLogManager", "config": yaml.safe_load(config)}
    instance, events = load(tmp_path / "home", compute_logs=section)
    with instance:
        manager = instance.compute_log_manager
        assert isinstance(manager, PostgresComputeLogManager)
        assert manager.upload_interval == interval
        assert manager._uploads.max_log_bytes == 10485760
    assert events == []


def test_the_recorder_sees_files(tmp_path: Path) -> None:
    with touched() as events:
        (tmp_path / "file").write_text("")
        (tmp_path / "file").unlink()
    assert [event.split()[0] for event in events] == ["open", "os.remove"]
