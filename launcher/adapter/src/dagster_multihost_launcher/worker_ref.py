"""The Dagster instance as a run worker gets it: without the run launcher's configuration."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

from dagster._serdes import ConfigurableClassData

if TYPE_CHECKING:
    from dagster import DagsterInstance
    from dagster._core.instance.ref import InstanceRef


def worker_instance_ref(ref: InstanceRef) -> InstanceRef:
    """`ref` for a process that executes a run, on a host that must not learn the launcher's secrets.

    The reference travels in the container's command line, so ``run_launcher`` (registry passwords,
    environment of every host) is replaced by Dagster's default. With that default Dagster refuses to load an
    instance whose ``run_monitoring.max_resume_run_attempts`` is above 0, so the worker does not see that
    setting; the daemon, which alone resumes runs, keeps it.
    """
    settings = dict(ref.settings)
    if isinstance(monitoring := settings.get("run_monitoring"), dict):
        settings["run_monitoring"] = {
            key: value for key, value in monitoring.items() if key != "max_resume_run_attempts"
        }
    default_launcher = ConfigurableClassData("dagster", "DefaultRunLauncher", "{}\n")
    return ref._replace(run_launcher_data=default_launcher, settings=settings)


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
