"""A start with an unknown outcome pins the attempt to its host, over restarts of everything."""

from __future__ import annotations

import pytest
from dagster import DagsterRunStatus
from dagster._core.errors import DagsterUserCodeUnreachableError

from dagster_multihost_launcher.grpc_port import grpc_port
from dagster_multihost_launcher.tags import CONTAINER_NAME_TAG, HOST_NAME_TAG
from deployment import Deployment
from fake_launcher import FakeLauncher


def test_a_launch_that_is_repeated_goes_to_the_same_host(deployment: Deployment, fake: FakeLauncher) -> None:
    run, workspace = deployment.create()
    answers = dict(fake.answers)
    fake.fail("start", "HOST_UNREACHABLE", "host-b fell silent.", retryable=True, status=503)
    with pytest.raises(DagsterUserCodeUnreachableError):
        deployment.launch(run, workspace)
    fake.fail("create", "HOST_UNREACHABLE", "host-b is silent.", retryable=True, status=503)
    with pytest.raises(DagsterUserCodeUnreachableError):
        deployment.launch(deployment.reload(run), workspace)
    assert deployment.reload(run).tags[HOST_NAME_TAG] == "host-b", "the pin survives a failed create"

    fake.answers.update(answers)
    deployment.launch(deployment.reload(run), workspace)
    assert [request.body["pinned_host"] for request in fake.of("create")] == [None, "host-b", "host-b"]


def test_neither_a_parent_nor_an_earlier_attempt_pins(deployment: Deployment, fake: FakeLauncher) -> None:
    parent, workspace = deployment.create(status=DagsterRunStatus.STARTED)
    parent = deployment.launch(parent, workspace)
    deployment.launched(tags={**parent.tags, "dagster/parent_run_id": parent.run_id})
    deployment.resume(parent, workspace, 1)
    assert [request.body["pinned_host"] for request in fake.of("create")] == [None, None, None]


def test_the_resume_itself_is_pinned(deployment: Deployment, fake: FakeLauncher) -> None:
    run, workspace = deployment.create(status=DagsterRunStatus.STARTED)
    resumed = deployment.resume(deployment.launch(run, workspace), workspace, 1)
    assert resumed.tags[CONTAINER_NAME_TAG].endswith("-1")
    deployment.resume(resumed, workspace, 1)
    assert [request.body["pinned_host"] for request in fake.of("create")] == [None, None, "host-b"]


def test_the_port_of_the_code_server_is_sent(deployment: Deployment, fake: FakeLauncher) -> None:
    run, workspace = deployment.create()
    deployment.launch(run, workspace)
    deployment.launch(run, None)
    assert [request.body["grpc_port"] for request in fake.of("create")] == [deployment.port] * 2


def test_a_location_without_a_port_has_none(deployment: Deployment) -> None:
    run, _ = deployment.create()
    run = run._replace(remote_job_origin=None)
    assert grpc_port(run, "etl_pipelines", None) is None
