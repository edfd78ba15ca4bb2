"""The events that follow a start keep no launch waiting."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from dagster._core.launcher import LaunchRunContext

from deployment import Deployment

STARTED = "Started Docker container"


def test_a_launch_does_not_wait_for_its_last_event(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    release, report = threading.Event(), deployment.instance.report_engine_event

    def slow(message: str, *args: Any, **more: Any) -> Any:
        if message.startswith(STARTED):
            assert release.wait(30)
        return report(message, *args, **more)

    monkeypatch.setattr(deployment.instance, "report_engine_event", slow)
    run, workspace = deployment.create()
    deployment.launcher.launch_run(LaunchRunContext(dagster_run=run, workspace=workspace))
    assert not [text for text in deployment.engine_events(run) if text.startswith(STARTED)]
    release.set()
    deployment.launcher._start_reports.flush()
    assert [text for text in deployment.engine_events(run) if text.startswith(STARTED)]


def test_an_event_that_cannot_be_written_does_not_fail_the_launch(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(message: str, *args: Any, **more: Any) -> None:
        if message.startswith(STARTED):
            raise ConnectionError("the database is away")

    monkeypatch.setattr(deployment.instance, "report_engine_event", broken)
    run = deployment.launched()
    assert f"The start of run {run.run_id} cannot be reported" in caplog.text
