"""A start whose outcome is unknown."""

from __future__ import annotations

from typing import Any

import pytest
from dagster._core.errors import DagsterUserCodeUnreachableError

from dagster_multihost_launcher import starting
from deployment import Deployment
from fake_launcher import FakeLauncher, Request

LOST = {"error": {"code": "HOST_UNREACHABLE", "message": "host-b is silent.", "retryable": True}}


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting, "RETRY_EVERY_SECONDS", 0.01)


def test_is_repeated_until_it_is_known(deployment: Deployment, fake: FakeLauncher) -> None:
    start = fake.answers["start"]
    answers = iter([(503, [LOST]), (503, [LOST])])
    fake.answers["start"] = lambda request: next(answers, None) or start(request)
    run = deployment.launched()
    assert [request.action for request in fake.requests] == ["create", "start", "start", "start"]
    assert deployment.engine_events(run)[-1] == "Started Docker container c0ffeec0ffee on host 'host-b'"


def test_is_known_when_the_worker_is_at_work(deployment: Deployment, fake: FakeLauncher) -> None:
    def begin(request: Request) -> tuple[int, list[dict[str, Any]]]:
        run = deployment.instance.get_run_by_id(request.run_id)
        assert run is not None
        deployment.instance.report_run_canceling(run)
        return 503, [LOST]

    fake.answers["start"] = begin
    deployment.launched()
    assert len(fake.of("start")) == 1


def test_goes_back_to_the_queue_in_the_end(
    deployment: Deployment, fake: FakeLauncher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "RETRY_FOR_SECONDS", 0.2)
    fake.fail("start", "HOST_UNREACHABLE", "host-b is silent.", retryable=True, status=503)
    with pytest.raises(DagsterUserCodeUnreachableError, match="host-b is silent"):
        deployment.launched()
    assert len(fake.of("start")) > 2
