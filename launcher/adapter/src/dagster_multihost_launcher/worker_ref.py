"""The Dagster instance as a run worker gets it: without the run launcher's configuration."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any, overload

import yaml
from dagster._serdes import ConfigurableClassData

if TYPE_CHECKING:
    from dagster import DagsterInstance
    from dagster._core.instance.ref import InstanceRef

_STORAGE_PACKAGES = ("dagster_postgres", "dagster_mysql")
_AUTOCREATE = "should_autocreate_tables"


def worker_instance_ref(ref: InstanceRef) -> InstanceRef:
    """`ref` for a process that executes a run, on a host that must not learn the launcher's secrets.

    The reference travels in the container's command line, so ``run_launcher`` (registry passwords,
    environment of every host) is replaced by Dagster's default. With that default Dagster refuses to load an
    instance whose ``run_monitoring.max_resume_run_attempts`` is above 0, so the worker does not see that
    setting; the daemon, which alone resumes runs, keeps it.

    Nor does the worker look whether the tables of the storage exist, which takes three connections: the
    process that launches it has them.
    """
    settings = dict(ref.settings)
    if isinstance(monitoring := settings.get("run_monitoring"), dict):
        settings["run_monitoring"] = {
            key: value for key, value in monitoring.items() if key != "max_resume_run_attempts"
        }
    default_launcher = ConfigurableClassData("dagster", "DefaultRunLauncher", "{}\n")
    return ref._replace(
        run_launcher_data=default_launcher,
        settings=settings,
        storage_data=without_table_check(ref.storage_data),
        run_storage_data=without_table_check(ref.run_storage_data),
        event_storage_data=without_table_check(ref.event_storage_data),
        schedule_storage_data=without_table_check(ref.schedule_storage_data),
    )


@overload
def without_table_check(storage: ConfigurableClassData) -> ConfigurableClassData: ...
@overload
def without_table_check(storage: None) -> None: ...
def without_table_check(storage: ConfigurableClassData | None) -> ConfigurableClassData | None:
    """`storage` for a process that need not look whether its tables exist."""
    if storage is None or storage.module_name.partition(".")[0] not in _STORAGE_PACKAGES:
        return storage
    config = yaml.safe_load(storage.config_yaml)
    if not isinstance(config, dict) or _AUTOCREATE in config:
        return storage
    return storage._replace(config_yaml=yaml.safe_dump({**config, _AUTOCREATE: False}, sort_keys=False))


class WorkerInstanceView:
    """A `DagsterInstance` whose `get_ref` is safe to send to a code server.

    Dagster's DefaultRunLauncher sends ``instance.get_ref()`` over gRPC, unencrypted by default.
    """

    def __init__(self, instance: DagsterInstance) -> None:
        self._weakref = weakref.ref(instance)

    def get_ref(self) -> InstanceRef:
        """The instance reference without the run launcher's configuration."""
        return worker_instance_ref(self._target().get_ref())

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - every other attribute is the instance's own
        return getattr(self._target(), name)

    def _target(self) -> DagsterInstance:
        instance = self._weakref()
        if instance is None:
            raise ReferenceError("The DagsterInstance of this run launcher has been disposed of.")
        return instance
