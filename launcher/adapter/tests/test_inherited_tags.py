"""A re-executed run inherits its parent's tags and must never touch the parent's container."""

from __future__ import annotations

from dagster_multihost_launcher.containers import container_of
from dagster_multihost_launcher.messages import ContainerRef
from dagster_multihost_launcher.tags import CONTAINER_ID_TAG, LAUNCHER_TYPE_TAG
from deployment import Deployment
from fake_launcher import CONTAINER_ID, FakeLauncher, Request


def test_the_parents_container_is_not_stopped(deployment: Deployment, fake: FakeLauncher) -> None:
    parent = deployment.launched()
    child, _ = deployment.create(tags=dict(parent.tags))
    assert container_of(parent).container_id == CONTAINER_ID
    assert container_of(child) == ContainerRef()

    assert deployment.launcher.terminate(child.run_id)
    deployment.launcher.dispose()
    [request] = fake.of("terminate")
    assert request.run_id == child.run_id
    assert "container_id" not in request.body


def test_inherited_tags_are_blank_before_the_create(deployment: Deployment, fake: FakeLauncher) -> None:
    parent = deployment.launched()
    seen: list[str] = []
    create = fake.answers["create"]

    def look(request: Request) -> tuple[int, list[dict[str, object]]]:
        run = deployment.instance.get_run_by_id(request.run_id)
        seen.append(run.tags[CONTAINER_ID_TAG] if run else "no run")
        assert not any(key.startswith("multihost_docker/") for key in request.body["tags"])
        return create(request)

    fake.answers["create"] = look
    deployment.launched(tags=dict(parent.tags))
    assert seen == [""]


def test_a_default_routed_child_of_a_docker_run(deployment: Deployment) -> None:
    parent = deployment.launched()
    child = deployment.launched(location_name="reporting", tags=dict(parent.tags))
    assert child.tags[LAUNCHER_TYPE_TAG] == "default"
    assert child.tags[CONTAINER_ID_TAG] == ""
