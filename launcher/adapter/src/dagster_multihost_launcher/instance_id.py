"""What tells one Dagster deployment from another that shares its Docker hosts."""

from __future__ import annotations

import uuid
import weakref
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dagster import DagsterInstance

_known: weakref.WeakKeyDictionary[DagsterInstance, str] = weakref.WeakKeyDictionary()


def instance_id(instance: DagsterInstance) -> str:
    """The id that Dagster keeps in the run storage: all processes of a deployment agree on it.

    A run storage without such an id is told apart by the directory of its instance.
    """
    if (known := _known.get(instance)) is not None:
        return known
    # Only SQL storages have the method. Importing their class to ask for it would cost half a second.
    read_id = getattr(instance.run_storage, "get_run_storage_id", None)
    identity = str(read_id() if read_id else uuid.uuid5(uuid.NAMESPACE_URL, instance.root_directory))
    _known[instance] = identity
    return identity
