"""Runs that a warm worker takes."""

from __future__ import annotations

from typing import Any

import pytest
from dagster._core.errors import DagsterUserCodeUnreachableError

from dagster_multihost_launcher.containers import container_of, pinned_host
from dagster_multihost_launcher.messages import ContainerRef
from dagster_multihost_launcher.tags import CONTAINER_ID_TAG, CONTAINER_NAME_TAG
from deployment import Deployment
from fake_launcher import CONTAINER_ID, FakeLauncher, Request

COLD_ID = "beef" * 16
LOST = {"error": {"code": "HOST_UNREACHABLE", "message": "host-b is silent.", "retryable": True}}


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


def announce(fake: FakeLauncher, *, taken: bool) -> None:
    """The launcher tells which worker it is about to take, and then takes it or creates a container."""
    create = fake.answers["create"]

    def answer(request: Request) -> tuple[int, list[dict[str, Any]]]:
        _, lines = create(request)
        result = lines[-1]["result"]
        worker = {key: result[key] for key in ("container_name", "host_name")}
        if not request.body["announce"]:
            return 200, lines
        if taken:
            announced = {"container_id": CONTAINER_ID, **worker}
            return 200, [{"announced": announced}, {"result": {**result, "warm": True}}]
        return 200, [{"announced": {"container_id": COLD_ID, **worker}}, {"announced": None}, *lines]

    fake.answers["create"] = answer


@pytest.fixture
def written(deployment: Deployment, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each container id that is written into a run's tags."""
    ids: list[str] = []
    add = deployment.instance.add_run_tags

    def note(run_id: str, tags: dict[str, str]) -> None:
        ids.append(tags[CONTAINER_ID_TAG])
        add(run_id, tags)

    monkeypatch.setattr(deployment.instance, "add_run_tags", note)
    return ids


def test_the_tags_of_an_announced_worker_are_written_once(
    deployment: Deployment, fake: FakeLauncher, written: list[str]
) -> None:
    announce(fake, taken=True)
    run = deployment.launched()
    assert written == [CONTAINER_ID]
    assert run.tags[CONTAINER_ID_TAG] == CONTAINER_ID
    assert run.tags[CONTAINER_NAME_TAG] == f"dagster-run-{run.run_id}-0"


def test_the_tags_of_a_worker_that_was_not_to_be_had_are_put_right(
    deployment: Deployment, fake: FakeLauncher, written: list[str]
) -> None:
    announce(fake, taken=False)
    run = deployment.launched()
    assert written == [COLD_ID, "", CONTAINER_ID]
    assert run.tags[CONTAINER_ID_TAG] == CONTAINER_ID


@pytest.mark.parametrize("last", [[LOST], []], ids=["an error", "the launcher's end"])
def test_a_launch_that_fails_after_the_announcement_pins_nothing(
    deployment: Deployment, fake: FakeLauncher, written: list[str], last: list[dict[str, Any]]
) -> None:
    worker = {"container_id": CONTAINER_ID, "host_name": "host-b"}
    fake.answers["create"] = lambda request: (
        200,
        [{"announced": {**worker, "container_name": f"dagster-run-{request.run_id}-0"}}, *last],
    )
    run, workspace = deployment.create()
    with pytest.raises(DagsterUserCodeUnreachableError):
        deployment.launch(run, workspace)
    assert written == [CONTAINER_ID, ""]
    assert pinned_host(deployment.reload(run), 0) is None
    assert container_of(deployment.reload(run)) == ContainerRef()


def test_a_pinned_run_is_tagged_when_its_container_is_certain(
    deployment: Deployment, fake: FakeLauncher
) -> None:
    announce(fake, taken=True)
    run, workspace = deployment.create()
    for _ in range(2):
        deployment.launch(deployment.reload(run), workspace)
    assert [request.body["announce"] for request in fake.of("create")] == [True, False]


def test_an_error_is_not_hidden_by_a_database_that_fails_as_well(
    deployment: Deployment, fake: FakeLauncher, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = deployment.instance.add_run_tags

    def once(run_id: str, tags: dict[str, str]) -> None:
        monkeypatch.setattr(deployment.instance, "add_run_tags", fail)
        add(run_id, tags)

    def fail(*_: object) -> None:
        raise ConnectionError("no database")

    monkeypatch.setattr(deployment.instance, "add_run_tags", once)
    worker = {"container_id": CONTAINER_ID, "container_name": "n", "host_name": "host-b"}
    fake.reply("create", {"announced": worker}, LOST)
    run, workspace = deployment.create()
    with pytest.raises(DagsterUserCodeUnreachableError, match="host-b is silent"):
        deployment.launch(run, workspace)
