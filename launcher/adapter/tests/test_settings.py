"""Loading the configuration: anything a dagster.yaml may hold, no network, no files."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import pytest

from dagster_multihost_launcher import LauncherError, MultiHostDockerRunLauncher
from dagster_multihost_launcher.redact import HIDDEN, redact_config
from dagster_multihost_launcher.settings import read_settings
from deployment import PASSWORD, Deployment, launcher_config


def test_reads_what_the_adapter_needs() -> None:
    host = {"location_names": ["a", {"env": "LOCATION"}], "whatever": 1}
    config = {"docker_hosts": [host, {"location_names": ["a"]}], "launcher_socket": {"env": "SOCKET"}}
    settings = read_settings(config, {"LOCATION": "b", "SOCKET": "/run/l.sock"})
    assert settings.location_names == {"a", "b"}
    assert settings.launcher_socket == "/run/l.sock"
    assert settings.stop_grace_seconds == 30


def test_the_environment_variable_wins_for_the_socket() -> None:
    variables = {"DAGSTER_MULTIHOST_LAUNCHER_SOCKET": "/run/other.sock"}
    assert read_settings({"launcher_socket": "/run/l.sock"}, variables).launcher_socket == "/run/other.sock"
    assert read_settings({}, {}).launcher_socket is None


def test_null_means_not_set() -> None:
    keys = ["docker_hosts", "launcher_socket", "stop_grace_seconds", "log_url_template"]
    assert read_settings(dict.fromkeys(keys), {}) == read_settings({}, {})
    assert read_settings({"docker_hosts": [{"location_names": None}]}, {}) == read_settings({}, {})


@pytest.mark.parametrize(
    ("config", "names"),
    [
        ({"docker_hosts": PASSWORD}, "docker_hosts"),
        ({"docker_hosts": [PASSWORD]}, r"docker_hosts\[0\]"),
        ({"docker_hosts": [{"location_names": "etl"}]}, r"docker_hosts\[0\].location_names"),
        ({"docker_hosts": [{"location_names": [5]}]}, r"docker_hosts\[0\].location_names\[0\]"),
        ({"launcher_socket": {"env": "UNSET"}}, "launcher_socket.*UNSET"),
        ({"stop_grace_seconds": "soon"}, "stop_grace_seconds"),
    ],
)
def test_a_wrong_key_is_named(config: dict[str, Any], names: str) -> None:
    with pytest.raises(LauncherError, match=f"CONFIG_INVALID.*{names}") as caught:
        read_settings(config, {})
    assert PASSWORD not in str(caught.value)


def test_construction_touches_neither_network_nor_files(
    make_deployment: Callable[..., Deployment], monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment = make_deployment(launcher_config(unknown_key={"env": "ANY"}))
    before = sorted(deployment.home.rglob("*"))

    def refuse(*_: object) -> None:
        raise AssertionError("dialled")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert isinstance(deployment.launcher, MultiHostDockerRunLauncher)
    assert deployment.launcher.supports_resume_run
    assert sorted(deployment.home.rglob("*")) == before


def test_redaction_keeps_the_shape() -> None:
    config = launcher_config()
    config["docker_hosts"][0]["container_kwargs"] = {
        "environment": {"A": "x", "B": {"env": "B"}},
        "mem": "1g",
    }
    config["docker_hosts"][0]["env_vars"].append("NAME_ONLY")
    shown: Any = redact_config(config)
    host = shown["docker_hosts"][0]
    assert host["registry"] == {"url": "registry.test", "username": "ci", "password": HIDDEN}
    assert host["env_vars"] == [f"WAREHOUSE_TOKEN={HIDDEN}", "NAME_ONLY"]
    assert host["container_kwargs"] == {"environment": {"A": HIDDEN, "B": {"env": "B"}}, "mem": "1g"}
    assert redact_config({"password": {"env": "P"}}) == {"password": {"env": "P"}}
