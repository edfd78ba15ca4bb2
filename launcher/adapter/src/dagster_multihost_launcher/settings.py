"""The few keys of the launcher configuration that the adapter itself reads."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from dagster_multihost_launcher.errors import LauncherError

DEFAULT_STOP_GRACE_SECONDS = 30.0
SOCKET_VARIABLE = "DAGSTER_MULTIHOST_LAUNCHER_SOCKET"


@dataclass(frozen=True)
class AdapterSettings:
    """What the adapter needs of ``run_launcher.config``; the launcher checks everything else.

    Attributes:
        location_names: Code locations that some Docker host runs.
        launcher_socket: Path of the socket of a launcher that somebody else runs, or None.
        stop_grace_seconds: Seconds a container gets between SIGTERM and SIGKILL. Default 30.
        log_url_template: Template of a link to the logs of a run, or None.
    """

    location_names: frozenset[str]
    launcher_socket: str | None
    stop_grace_seconds: float
    log_url_template: str | None


def read_settings(
    config: Mapping[str, object], environment: Mapping[str, str] = os.environ
) -> AdapterSettings:
    """Read the adapter's part of `config`. Touches neither network nor files.

    A key that is None counts as not set, as in the launcher.

    Raises:
        LauncherError: ``CONFIG_INVALID``, naming the key; the values themselves are never shown.
    """
    socket = environment.get(SOCKET_VARIABLE) or _text(
        config.get("launcher_socket"), "launcher_socket", environment
    )
    return AdapterSettings(
        location_names=_location_names(config, environment),
        launcher_socket=socket or None,
        stop_grace_seconds=_seconds(config.get("stop_grace_seconds")),
        log_url_template=_text(config.get("log_url_template"), "log_url_template", environment),
    )


def _location_names(config: Mapping[str, object], environment: Mapping[str, str]) -> frozenset[str]:
    names: set[str] = set()
    for index, host in enumerate(_items(config.get("docker_hosts"), "docker_hosts")):
        path = f"docker_hosts[{index}]"
        if not isinstance(host, Mapping):
            raise _invalid(path, "must be a mapping with host_name, docker_url and location_names")
        for position, name in enumerate(_items(host.get("location_names"), f"{path}.location_names")):
            text = _text(name, f"{path}.location_names[{position}]", environment)
            if text:
                names.add(text)
    return frozenset(names)


def _items(value: object, path: str) -> list[object]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise _invalid(path, "must be a list")
    return value


def _text(value: object, path: str, environment: Mapping[str, str]) -> str | None:
    if isinstance(value, Mapping) and set(value) == {"env"}:
        variable = str(value["env"])
        if variable not in environment:
            raise _invalid(
                path, f"takes its value from the environment variable {variable}, which is not set"
            )
        return environment[variable]
    if value is not None and not isinstance(value, str):
        raise _invalid(path, "must be a string or {env: NAME}")
    return value


def _seconds(value: object) -> float:
    if value is None:
        return DEFAULT_STOP_GRACE_SECONDS
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise _invalid("stop_grace_seconds", "must be a number of seconds, 0 or more")
    return float(value)


def _invalid(path: str, problem: str) -> LauncherError:
    return LauncherError("CONFIG_INVALID", f"run_launcher.config.{path} in dagster.yaml {problem}.")
