"""The instance reference that a run worker gets."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from dagster import DagsterInstance
from dagster._core.instance.ref import InstanceRef
from dagster._serdes import ConfigurableClassData

from dagster_multihost_launcher.worker_ref import worker_instance_ref

POSTGRES = {
    "hostname": "postgres",
    "username": "dagster",
    "password": {"env": "PG_PASSWORD"},
    "db_name": "dagster",
}


def ref_with(home: Path, storage: ConfigurableClassData) -> InstanceRef:
    return InstanceRef.from_dir(str(home))._replace(storage_data=storage)


def storage_config(ref: InstanceRef) -> dict[str, object]:
    assert ref.storage_data is not None
    config = yaml.safe_load(ref.storage_data.config_yaml)
    assert isinstance(config, dict)
    return config


@pytest.mark.parametrize("module", ["dagster_postgres", "dagster_postgres.storage", "dagster_mysql"])
def test_tables_are_not_looked_for(tmp_path: Path, module: str) -> None:
    """All the rest of the configuration is as it was, references to variables too."""
    storage = ConfigurableClassData(module, "DagsterPostgresStorage", yaml.safe_dump(POSTGRES))
    config = storage_config(worker_instance_ref(ref_with(tmp_path, storage)))
    assert config == {**POSTGRES, "should_autocreate_tables": False}


def test_a_setting_of_the_user_stays(tmp_path: Path) -> None:
    configured = {**POSTGRES, "should_autocreate_tables": True}
    storage = ConfigurableClassData("dagster_postgres", "DagsterPostgresStorage", yaml.safe_dump(configured))
    assert storage_config(worker_instance_ref(ref_with(tmp_path, storage))) == configured


def test_other_storages_stay_as_they_are(tmp_path: Path) -> None:
    with DagsterInstance.local_temp(str(tmp_path)) as instance:
        ref = instance.get_ref()
    assert worker_instance_ref(ref).storage_data == ref.storage_data
