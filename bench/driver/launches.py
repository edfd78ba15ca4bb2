"""Launch runs as Dagster's daemon does, and time it."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dagster._core.launcher import LaunchRunContext

    from deployment import Deployment


def launch(deployment: Deployment, run_id: str) -> dict[str, Any]:
    """Launch one run: how long the call took, and when it began."""
    context = deployment.context(deployment.run(run_id))
    return _timed(deployment, context)


def serial(deployment: Deployment, run_ids: list[str]) -> dict[str, Any]:
    """Launch runs one after the other, each whatever became of the one before, as the queue does by default."""
    contexts = [deployment.context(deployment.run(run_id)) for run_id in run_ids]
    begun = time.monotonic()
    outcomes = [_timed(deployment, context) for context in contexts]
    return {"total_ms": (time.monotonic() - begun) * 1000, "outcomes": outcomes}


def burst(deployment: Deployment, run_ids: list[str], threads: int) -> dict[str, Any]:
    """Launch all runs, `threads` at once, as the queue does with ``dequeue_use_threads``."""
    contexts = [deployment.context(deployment.run(run_id)) for run_id in run_ids]
    with ThreadPoolExecutor(threads) as pool:
        # The threads are there before the time begins.
        list(pool.map(lambda _: time.sleep(0.02), range(threads)))
        begun = time.monotonic()
        outcomes = list(pool.map(lambda context: _timed(deployment, context), contexts))
        seconds = time.monotonic() - begun
    errors = [outcome["failed"] for outcome in outcomes if "failed" in outcome]
    return {"per_second": len(outcomes) / seconds, "errors": errors}


def _timed(deployment: Deployment, context: LaunchRunContext) -> dict[str, Any]:
    at, begun = time.time(), time.monotonic()
    failed = {}
    try:
        deployment.launcher.launch_run(context)
    except Exception as error:
        failed = {"failed": f"{type(error).__name__}: {error}"[:500]}
    return {"call_ms": (time.monotonic() - begun) * 1000, "at": at, **failed}
