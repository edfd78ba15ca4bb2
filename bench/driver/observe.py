"""What became of runs, how long a sweep of run monitoring takes, and what this process consumes."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dagster import DagsterEventType, RunsFilter

if TYPE_CHECKING:
    from deployment import Deployment

_POLL_SECONDS = 0.25


def await_starts(deployment: Deployment, run_ids: list[str], timeout: float = 120) -> dict[str, Any]:
    """When each run's worker reported its start; null for one that did not in time."""
    deadline = time.monotonic() + timeout
    started: dict[str, float | None] = dict.fromkeys(run_ids)
    while None in started.values() and time.monotonic() < deadline:
        for run_id in [one for one, at in started.items() if at is None]:
            logs = deployment.instance.all_logs(run_id, of_type=DagsterEventType.RUN_START)
            if logs:
                started[run_id] = logs[0].timestamp
        if None in started.values():
            time.sleep(_POLL_SECONDS)
    return {"started": started}


def await_ends(deployment: Deployment, run_ids: list[str], timeout: float = 120) -> dict[str, Any]:
    """Wait until every run has ended, and tell how."""
    deadline = time.monotonic() + timeout
    while True:
        runs = deployment.instance.get_runs(RunsFilter(run_ids=run_ids))
        if all(run.is_finished for run in runs) or time.monotonic() > deadline:
            return {"statuses": {run.run_id: run.status.value for run in runs}}
        time.sleep(_POLL_SECONDS)


def health_sweep(deployment: Deployment, run_ids: list[str]) -> dict[str, Any]:
    """Ask for the health of runs one after the other, as run monitoring does."""
    found = {run.run_id: run for run in deployment.instance.get_runs(RunsFilter(run_ids=run_ids))}
    runs = [found[run_id] for run_id in run_ids]
    begun = time.monotonic()
    results = [deployment.launcher.check_run_worker_health(run) for run in runs]
    milliseconds = (time.monotonic() - begun) * 1000
    statuses = sorted({result.status.value for result in results})
    return {"sweep_ms": milliseconds, "statuses": statuses}


def usage(deployment: Deployment) -> dict[str, Any]:  # noqa: ARG001 - every command takes it
    """CPU time that this process has used, and the memory it has now, in MiB."""
    times = os.times()
    resident = int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return {"cpu_ms": (times.user + times.system) * 1000, "rss_mb": resident / 2**20}
