"""Routing follows dagster.yaml without a restart."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from dagster._core.launcher import WorkerStatus

from dagster_multihost_launcher import live_settings
from dagster_multihost_launcher.tags import LAUNCHER_TYPE_TAG
from deployment import PASSWORD, Deployment, launcher_config
from fake_launcher import FakeLauncher


def rewrite(deployment: Deployment, config: object, **launcher: object) -> None:
    path = deployment.home / "dagster.yaml"
    content: dict[str, Any] = yaml.safe_load(path.read_text())
    content["run_launcher"].update(config=config, **launcher)
    path.write_text(yaml.safe_dump(content))


def test_a_location_moves_to_docker_and_back(
    deployment: Deployment, fake: FakeLauncher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEW_LOCATION", "reporting")
    assert deployment.launched(location_name="reporting").tags[LAUNCHER_TYPE_TAG] == "default"
    config = launcher_config(launcher_socket=str(fake.path))
    config["docker_hosts"][0]["location_names"] = ["etl_pipelines", {"env": "NEW_LOCATION"}]
    rewrite(deployment, config)
    moved = deployment.launched(location_name="reporting")
    assert moved.tags[LAUNCHER_TYPE_TAG] == "docker"

    rewrite(deployment, launcher_config(launcher_socket=str(fake.path)))
    assert deployment.launched(location_name="reporting").tags[LAUNCHER_TYPE_TAG] == "default"
    assert deployment.launcher.check_run_worker_health(moved).status == WorkerStatus.RUNNING
    assert fake.of("health")[0].run_id == moved.run_id, "a run that is in a container stays there"


def test_another_socket_is_used_from_then_on(deployment: Deployment, home: Path) -> None:
    deployment.launched()
    other = FakeLauncher(home / "other.sock")
    try:
        rewrite(deployment, launcher_config(launcher_socket=str(other.path)))
        deployment.launched()
        assert [request.action for request in other.requests] == ["create", "start"]
    finally:
        other.close()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"run_launcher:\n  config: {{password: '{PASSWORD}\n", "not valid YAML, see line"),
        (f"password: *{PASSWORD}\n", "not valid YAML, see line 1"),
        ("{docker_hosts: no list}", r"run_launcher.config.docker_hosts in dagster.yaml must be a list"),
        ("{launcher_socket: {env: UNSET_NAME}}", "UNSET_NAME, which is not set"),
        ("[]", "run_launcher.config in dagster.yaml must be a mapping"),
    ],
)
def test_a_bad_file_is_reported_and_the_old_settings_stay(
    deployment: Deployment, caplog: pytest.LogCaptureFixture, text: str, reason: str
) -> None:
    deployment.launched()
    if text[0] in "{[":
        config = yaml.safe_load(text)
        rewrite(deployment, config if isinstance(config, dict) else ["x"])
    else:
        (deployment.home / "dagster.yaml").write_text(text)
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            assert deployment.launched().tags[LAUNCHER_TYPE_TAG] == "docker"
    warnings = [r.getMessage() for r in caplog.records if r.name == live_settings.__name__]
    assert len(warnings) == 1, "told once for each version of the file"
    assert reason in warnings[0]
    assert "The settings before stay in force" in warnings[0]
    assert PASSWORD not in caplog.text


def test_a_file_that_names_another_launcher_or_is_gone_changes_nothing(deployment: Deployment) -> None:
    rewrite(deployment, {}, module="dagster", **{"class": "DefaultRunLauncher"})
    assert deployment.launched().tags[LAUNCHER_TYPE_TAG] == "docker"
    (deployment.home / "dagster.yaml").unlink()
    assert deployment.launched().tags[LAUNCHER_TYPE_TAG] == "docker"


def test_an_unchanged_file_is_not_read(
    make_deployment: Callable[..., Deployment], fake: FakeLauncher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_settings, "_LOADING_NANOSECONDS", -60_000_000_000)
    deployment = make_deployment(launcher_config(launcher_socket=str(fake.path)))
    reads: list[str] = []
    load = live_settings.load_yaml_from_path

    def read(path: str) -> object:
        reads.append(path)
        return load(path)

    monkeypatch.setattr(live_settings, "load_yaml_from_path", read)
    deployment.launched()
    deployment.launched()
    assert reads == []
    path = deployment.home / "dagster.yaml"
    os.utime(path, (1, 1))
    deployment.launched()
    deployment.launched()
    assert reads == [str(path)]
