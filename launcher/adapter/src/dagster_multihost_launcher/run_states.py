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
    """Run ids by state.

    A run that Dagster does not know is in neither: it may be another deployment's. Nor is a run that has just
    ended: its worker may be on its way out, so it is no orphan yet, and a container that has exited is done.
    """

    active: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)


def run_states(instance: DagsterInstance, run_ids: Iterable[str], now: float) -> RunStates:
    """The state of each of `run_ids` at `now`, in seconds since the epoch."""
    states = RunStates()
    remaining = iter(sorted(run_ids))
    while chunk := list(islice(remaining, _CHUNK)):
        for record in instance.get_run_records(RunsFilter(run_ids=chunk)):
            run = record.dagster_run
            if not run.is_finished:
                states.active.append(run.run_id)
            elif now - _end_of(record) > LEAVE_SECONDS:
                states.ended.append(run.run_id)
    return states


def _end_of(record: RunRecord) -> float:
    return record.end_time or record.update_timestamp.timestamp()
