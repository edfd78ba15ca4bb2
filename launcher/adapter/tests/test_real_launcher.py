"""The adapter against the real, bundled launcher: both keep to one contract."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator

import pytest
from dagster import DagsterRunStatus
from dagster._core.errors import DagsterUserCodeUnreachableError
from dagster._core.launcher import WorkerStatus

from dagster_multihost_launcher import build_admin_definitions, bundled
from dagster_multihost_launcher.messages import ContainerRef, Placement
from dagster_multihost_launcher.start_watch import StartWatch
from dagster_multihost_launcher.tags import docker_tags
from deployment import Deployment
from waiting import wait_for

pytestmark = pytest.mark.server


@pytest.fixture(autouse=True)
def bundle() -> None:
    """`npm test` builds the bundle first; without it these tests prove nothing."""
    assert bundled.BUNDLE.exists(), f"{bundled.BUNDLE} is missing: run `npm test -- python`, which builds it"


@pytest.fixture
def served(make_deployment: Callable[..., Deployment]) -> Iterator[Deployment]:
    """No launcher is configured, so the bundled one is started; its only Docker host does not exist."""
    host = {
        "host_name": "host-b",
        "docker_url": "unix:///nowhere/docker.sock",
        "location_names": ["etl_pipelines"],
    }
    deployment = make_deployment({"docker_hosts": [host], "request_timeout_seconds": 2})
    yield deployment
    os.kill(int(deployment.launcher._launcher().ping()["pid"]), signal.SIGTERM)


def test_lists_hosts_and_refuses_a_launch_as_retryable(served: Deployment) -> None:
    [host] = served.launcher._launcher().hosts()
    assert host["host_name"] == "host-b"
    assert host["locations"] == ["etl_pipelines"]
    assert host["reachable"] is False
    with pytest.raises(DagsterUserCodeUnreachableError, match="host-b"):
        served.launched()


def test_an_unreachable_host_ends_no_run(served: Deployment) -> None:
    run, _ = served.create(status=DagsterRunStatus.STARTED)
    assert served.launcher.check_run_worker_health(run).status == WorkerStatus.RUNNING
    assert "host-b" in str(served.launcher.get_run_worker_debug_info(run))
    assert served.launcher.terminate(run.run_id)
    wait_for(lambda: any("trying again" in event for event in served.engine_events(run)))
    assert served.reload(run).status == DagsterRunStatus.CANCELING


def test_the_health_of_many_runs_is_asked_for_at_once(served: Deployment) -> None:
    client = served.launcher._launcher()
    runs = [("run-1", ContainerRef(0, "host-b", "c" * 64)), ("run-2", ContainerRef(host_name="host-z"))]
    first, second = client.health_of(runs)
    assert [first["run_id"], second["run_id"]] == ["run-1", "run-2"]
    assert first["status"] == second["status"] == "UNKNOWN"


def test_a_run_that_is_starting_on_an_unreachable_host_goes_on(served: Deployment) -> None:
    run, _ = served.create(tags={})
    tags = docker_tags(Placement("c" * 64, f"dagster-run-{run.run_id}-0", "host-b"))
    served.instance.add_run_tags(run.run_id, tags)
    watch = StartWatch()
    watch.remember(run.run_id)
    watch.check(served.launcher._launcher(), served.instance)
    assert not watch.is_empty()
    assert served.reload(run).status == DagsterRunStatus.STARTING


def test_the_admin_assets_report_an_unreachable_host(served: Deployment) -> None:
    socket = str(served.home / "multihost" / "launcher.sock")
    served.launcher._launcher().hosts()
    defs = build_admin_definitions(cron_schedule="@hourly", launcher_socket=socket)
    result = defs.resolve_job_def("multihost_admin_job").execute_in_process(instance=served.instance)
    status, cleanup = (
        event.step_materialization_data.materialization.metadata
        for event in result.get_asset_materialization_events()
    )
    assert status["unreachable_hosts"].value == 1
    assert cleanup["unreachable_hosts"].value == 1
    assert cleanup["removed"].value == 0
