"""A code location's container context reaches the launcher, and nothing of it the command line."""

from __future__ import annotations

import json
from typing import Any

import pytest
from dagster import DagsterRun

from dagster_multihost_launcher import LauncherError
from dagster_multihost_launcher.container_context import docker_container_context
from deployment import Deployment
from fake_launcher import FakeLauncher

SECRET = "s3cret-of-the-context"
DOCKER = {
    "registry": {"url": "registry.test", "username": "team", "password": SECRET},
    "env_vars": ["WAREHOUSE", f"TOKEN={SECRET}"],
    "networks": ["etl"],
    "container_kwargs": {"mem_limit": "2g"},
}


def with_context(run: DagsterRun, context: Any) -> DagsterRun:
    assert run.job_code_origin is not None
    repository = run.job_code_origin.repository_origin._replace(container_context=context)
    return run._replace(job_code_origin=run.job_code_origin._replace(repository_origin=repository))


def test_reaches_the_launcher_and_not_the_command_line(deployment: Deployment, fake: FakeLauncher) -> None:
    run, workspace = deployment.create()
    deployment.launch(with_context(run, {"env_vars": ["SHARED"], "docker": DOCKER, "k8s": {}}), workspace)
    body = fake.requests[0].body
    assert body["container_context"] == {**DOCKER, "env_vars": ["SHARED", *DOCKER["env_vars"]]}
    assert SECRET not in json.dumps({**body, "container_context": None})
    assert SECRET not in json.dumps(deployment.engine_events(run))


@pytest.mark.parametrize("context", [None, {}, {"k8s": {"env_vars": ["A"]}}, {"docker": None}])
def test_says_nothing_about_docker(deployment: Deployment, context: Any) -> None:
    run, _ = deployment.create()
    assert docker_container_context(with_context(run, context)) is None


@pytest.mark.parametrize(
    ("context", "field"),
    [
        ({"docker": [SECRET]}, "docker"),
        ({"env_vars": SECRET}, "env_vars"),
        ({"docker": {"env_vars": SECRET}}, "docker.env_vars"),
    ],
)
def test_a_wrong_shape_is_named(deployment: Deployment, context: Any, field: str) -> None:
    run, _ = deployment.create()
    with pytest.raises(LauncherError, match=f"CONTAINER_CONTEXT_INVALID: {field}") as caught:
        docker_container_context(with_context(run, context))
    assert SECRET not in str(caught.value)
