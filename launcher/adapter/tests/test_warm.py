"""Runs that a warm worker takes."""

from __future__ import annotations

from typing import Any

from dagster_multihost_launcher.tags import CONTAINER_ID_TAG, CONTAINER_NAME_TAG
from deployment import Deployment
from fake_launcher import FakeLauncher, Request

COLD_ID = "beef" * 16


def take_a_worker(fake: FakeLauncher) -> None:
    """A warm worker costs no event: nothing is created."""
    create = fake.answers["create"]

    def warm(request: Request) -> tuple[int, list[dict[str, Any]]]:
        status, lines = create(request)
        results = [line["result"] for line in lines if "result" in line]
        return status, [{"result": {**result, "warm": True}} for result in results]

    fake.answers["create"] = warm


def test_a_warm_start_says_so(deployment: Deployment, fake: FakeLauncher) -> None:
    take_a_worker(fake)
    run = deployment.launched()
    assert deployment.engine_events(run) == ["Started Docker container c0ffeec0ffee (warm) on host 'host-b'"]


def test_a_worker_that_ended_before_the_start_is_replaced(deployment: Deployment, fake: FakeLauncher) -> None:
    take_a_worker(fake)
    fake.answers["start"] = lambda _: (
        200,
        [{"container_id": COLD_ID, "host_name": "host-b", "already_running": False}],
    )
    run = deployment.launched()
    assert run.tags[CONTAINER_ID_TAG] == COLD_ID
    assert run.tags[CONTAINER_NAME_TAG] == f"dagster-run-{run.run_id}-0"
    assert deployment.engine_events(run) == ["Started Docker container beefbeefbeef on host 'host-b'"]
