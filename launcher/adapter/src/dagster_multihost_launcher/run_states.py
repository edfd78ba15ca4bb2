"""Which runs go on and which have ended, as Dagster has recorded it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from dagster import RunsFilter

if TYPE_CHECKING:
    from dagster import DagsterInstance, RunRecord

# A worker reports the end of its run and then takes a moment to end itself.
LEAVE_SECONDS = 300.0
# Databases limit the number of parameters of a query.
_CHUNK = 500


@dataclass
class RunStates:
    """Run ids by state. A run that Dagster does not know is in neither: it may be another deployment's."""

    active: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)


def run_states(instance: DagsterInstance, run_ids: Iterable[str], now: float) -> RunStates:
    """The state of each of `run_ids` at `now`, in seconds since the epoch.

    A run counts as active for another five minutes after its end.
    """
    states = RunStates()
    remaining = iter(sorted(run_ids))
    while chunk := list(islice(remaining, _CHUNK)):
        for record in instance.get_run_records(RunsFilter(run_ids=chunk)):
            group = states.ended if _has_ended(record, now) else states.active
            group.append(record.dagster_run.run_id)
    return states


def _has_ended(record: RunRecord, now: float) -> bool:
    if not record.dagster_run.is_finished:
        return False
    end = record.end_time or record.update_timestamp.timestamp()
    return now - end > LEAVE_SECONDS
