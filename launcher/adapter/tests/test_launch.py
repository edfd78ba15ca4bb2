"""Launching a run in a container."""

from __future__ import annotations

import json

import pytest
from dagster import DagsterRunStatus
from dagster._core.errors import DagsterUserCodeUnreachableError

from conftest import IMAGE
from dagster_multihost_launcher import LauncherError
from dagster_multihost_launcher.tags import (
    CONTAINER_ID_TAG,
    CONTAINER_NAME_TAG,
    HOST_NAME_TAG,
    LAUNCHER_TYPE_TAG,
)
from deployment import ENV_SECRET, PASSWORD, Deployment
from fake_launcher import CONTAINER_ID, FakeLauncher, Request


def test_creates_tags_and_starts(deployment: Deployment, fake: FakeLauncher) -> None:
    run = deployment.launched(tags={"team": "data"})

    assert [request.action for request in fake.requests] == ["create", "start"]
    body = fake.requests[0].body
    assert fake.requests[0].run_id == run.run_id
    assert body["attempt"] == 0
    assert body["job_name"] == "daily_etl"
    assert body["location_name"] == "etl_pipelines"
    assert body["image"] == IMAGE
    assert body["tags"]["team"] == "data"
    assert body["env"] == {"DAGSTER_RUN_JOB_NAME": "daily_etl", "DAGSTER_RUN_ID": run.run_id}
    assert body["instance_id"] == deployment.instance.run_storage.get_run_storage_id()  # type: ignore[attr-defined]
    assert fake.requests[1].body == {"attempt": 0, "host_name": "host-b", "container_id": CONTAINER_ID}
    assert run.tags[CONTAINER_ID_TAG] == CONTAINER_ID
    assert run.tags[CONTAINER_NAME_TAG] == f"dagster-run-{run.run_id}-0"
    assert run.tags[HOST_NAME_TAG] == "host-b"
    assert run.tags[LAUNCHER_TYPE_TAG] == "docker"
    assert deployment.engine_events(run) == [
        f"Creating Docker container on host 'host-b' with image '{IMAGE}'",
        "Started Docker container c0ffeec0ffee on host 'host-b'",
    ]


def test_tags_are_written_before_the_start(deployment: Deployment, fake: FakeLauncher) -> None:
    seen: list[dict[str, str]] = []
    start = fake.answers["start"]

    def look(request: Request) -> tuple[int, list[dict[str, object]]]:
        run = deployment.instance.get_run_by_id(request.run_id)
        seen.append(dict(run.tags) if run else {})
        return start(request)

    fake.answers["start"] = look
    deployment.launched()
    assert seen[0][CONTAINER_ID_TAG] == CONTAINER_ID


def test_no_secret_of_the_configuration_leaves_the_launcher(
    deployment: Deployment, fake: FakeLauncher
) -> None:
    assert PASSWORD in (deployment.instance.get_ref().run_launcher_data or ("", "", ""))[2]
    run = deployment.launched()
    text = json.dumps([request.body for request in fake.requests])
    told = json.dumps(deployment.engine_events(run)) + json.dumps(dict(run.tags))
    for secret in (PASSWORD, ENV_SECRET, "registry.test/ci", "10.0.1.2"):
        assert secret not in text
        assert secret not in told
    assert "DefaultRunLauncher" in fake.requests[0].body["command"][-1]


def test_the_web_interface_does_not_show_secrets(deployment: Deployment) -> None:
    shown = json.dumps(deployment.instance.info_dict())
    assert "host_b_dagster_network" in shown
    assert PASSWORD not in shown
    assert ENV_SECRET not in shown


def test_the_image_tag_wins(deployment: Deployment, fake: FakeLauncher) -> None:
    deployment.launched(tags={"dagster/image": "registry.test/other:2"})
    assert fake.requests[0].body["image"] == "registry.test/other:2"


@pytest.mark.parametrize("with_workspace", [True, False])
def test_image_without_one_in_the_code_origin(
    deployment: Deployment, fake: FakeLauncher, with_workspace: bool
) -> None:
    run, workspace = deployment.create()
    assert run.job_code_origin is not None
    repository = run.job_code_origin.repository_origin._replace(container_image=None)
    run = run._replace(job_code_origin=run.job_code_origin._replace(repository_origin=repository))
    if with_workspace:
        deployment.launch(run, workspace)
        assert fake.requests[0].body["image"] == IMAGE
        return
    with pytest.raises(LauncherError, match=r"IMAGE_UNKNOWN.*'etl_pipelines'.*DAGSTER_CURRENT_IMAGE"):
        deployment.launch(run, None)
    assert fake.requests == []


def test_a_refused_launch_raises_the_launchers_message(deployment: Deployment, fake: FakeLauncher) -> None:
    fake.fail("create", "NETWORK_NOT_FOUND", "Network 'n' does not exist on host 'host-b'. Create it.")
    with pytest.raises(LauncherError, match="NETWORK_NOT_FOUND: Network 'n' does not exist") as caught:
        deployment.launched()
    assert not isinstance(caught.value, DagsterUserCodeUnreachableError)
    assert PASSWORD not in str(caught.value)


def test_an_error_in_the_stream_ends_the_launch(deployment: Deployment, fake: FakeLauncher) -> None:
    fake.reply(
        "create",
        {"event": {"level": "warning", "message": "slow"}},
        {"error": {"code": "IMAGE_NOT_FOUND", "message": "No image 'i' on 'host-b'.", "retryable": False}},
    )
    run, workspace = deployment.create()
    with pytest.raises(LauncherError, match="IMAGE_NOT_FOUND"):
        deployment.launch(run, workspace)
    assert deployment.engine_events(run) == ["Warning: slow"]
    assert CONTAINER_ID_TAG not in deployment.reload(run).tags
    assert fake.of("start") == []


def test_an_unreachable_host_lets_dagster_queue_the_run_again(
    deployment: Deployment, fake: FakeLauncher
) -> None:
    fake.fail("create", "HOST_UNREACHABLE", "host 'host-b' refuses.", retryable=True, status=503)
    with pytest.raises(DagsterUserCodeUnreachableError, match="HOST_UNREACHABLE: host 'host-b' refuses"):
        deployment.launched()


def test_a_stream_that_breaks_off_is_retryable(deployment: Deployment, fake: FakeLauncher) -> None:
    fake.reply("create", {"event": {"level": "info", "message": "pulling"}})
    with pytest.raises(DagsterUserCodeUnreachableError, match="stopped before it had created"):
        deployment.launched()


def test_a_launcher_that_is_down_is_retryable(deployment: Deployment, fake: FakeLauncher) -> None:
    fake.close()
    with pytest.raises(DagsterUserCodeUnreachableError, match=r"LAUNCHER_UNREACHABLE.*fake\.sock"):
        deployment.launched()


def test_another_program_on_the_socket_is_named(deployment: Deployment, fake: FakeLauncher) -> None:
    fake.answers["start"] = lambda _: (200, [[]])  # type: ignore[list-item]
    with pytest.raises(LauncherError, match="LAUNCHER_ANSWER_INVALID"):
        deployment.launched()


def test_a_failed_start_fails_the_run(deployment: Deployment, fake: FakeLauncher) -> None:
    fake.fail("start", "START_FAILED", "port is taken on host 'host-b'.")
    run, workspace = deployment.create(status=DagsterRunStatus.NOT_STARTED)
    with pytest.raises(LauncherError, match="START_FAILED"):
        deployment.instance.launch_run(run.run_id, workspace)
    assert deployment.reload(run).status == DagsterRunStatus.FAILURE
