"""The launcher's HTTP API as typed calls. Every call has a time limit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from dagster_multihost_launcher.errors import LauncherError, LauncherUnreachableError
from dagster_multihost_launcher.messages import (
    Announcement,
    ContainerRef,
    CreatedContainer,
    LaunchEvent,
    Placement,
)
from dagster_multihost_launcher.transport import JsonObject, error_from

if TYPE_CHECKING:
    from dagster_multihost_launcher.transport import LauncherTransport

QUERY_TIMEOUT_SECONDS = 15.0
START_TIMEOUT_SECONDS = 60.0
# The stream may be silent for as long as an image pull takes.
CREATE_SILENCE_SECONDS = 900.0
# What a stop may take on top of the configured grace: dialling the host and dockerd's own work.
STOP_MARGIN_SECONDS = 30.0
# Nobody waits for a cleanup, and orphans are stopped a few at a time, each with its grace.
CLEANUP_TIMEOUT_SECONDS = 1800.0


class LauncherClient:
    """Calls the launcher.

    Args:
        transport: How to reach it.
        stop_grace_seconds: The grace the launcher gives a container before it kills it; a stop request
            waits that long and half a minute more.
    """

    def __init__(self, transport: LauncherTransport, stop_grace_seconds: float = 30.0) -> None:
        self._transport = transport
        self._stop_grace_seconds = stop_grace_seconds

    @property
    def socket_directory(self) -> Path:
        """The directory of the launcher's socket, which all Dagster processes share."""
        return Path(self._transport.socket_path).parent

    def create(
        self, run_id: str, body: Mapping[str, object]
    ) -> Iterator[LaunchEvent | Announcement | CreatedContainer]:
        """Create a run's container: yields what happens and, last, the created container."""
        path, created = f"{_run_path(run_id)}/create", False
        # Read to the end, so that the connection can be used again.
        for line in self._transport.lines("POST", path, body, timeout=CREATE_SILENCE_SECONDS):
            if isinstance(event := line.get("event"), dict):
                yield LaunchEvent(str(event.get("level", "info")), str(event.get("message", "")))
            elif "announced" in line:
                yield Announcement(_placement(line["announced"]))
            elif isinstance(result := line.get("result"), dict):
                yield _created(result)
                created = True
            else:
                raise error_from(line, "an unknown line while creating a container")
        if created:
            return
        raise LauncherUnreachableError(
            f"The launcher stopped before it had created the container of run {run_id}. It was probably "
            "restarted; the launch may be tried again and never makes a second container."
        )

    def start(self, run_id: str, attempt: int, container: CreatedContainer) -> CreatedContainer:
        """Start a created container. A container that runs already is fine.

        Returns:
            The container that was started: another one when a warm worker had ended before its start.
        """
        body = {
            "attempt": attempt,
            "host_name": container.host_name,
            "container_id": container.container_id,
        }
        path = f"{_run_path(run_id)}/start"
        answer = self._transport.json("POST", path, body, timeout=START_TIMEOUT_SECONDS)
        started = str(answer.get("container_id") or container.container_id)
        if started == container.container_id:
            return container
        return replace(container, container_id=started, warm=False)

    def terminate(self, run_id: str, container: ContainerRef) -> JsonObject:
        """Stop a run's container and wait until it has stopped."""
        timeout = self._stop_grace_seconds + STOP_MARGIN_SECONDS
        body = container.as_body()
        return self._transport.json("POST", f"{_run_path(run_id)}/terminate", body, timeout=timeout)

    def health(self, run_id: str, container: ContainerRef) -> JsonObject:
        """The state of a run's container, from the launcher's memory."""
        query = urlencode(container.as_query())
        path = f"{_run_path(run_id)}/health?{query}"
        return self._transport.json("GET", path, timeout=QUERY_TIMEOUT_SECONDS)

    def health_of(self, runs: Sequence[tuple[str, ContainerRef]]) -> list[JsonObject]:
        """The state of the containers of up to 1000 runs, in the order of `runs`."""
        body = {"runs": [{"run_id": run_id, **container.as_item()} for run_id, container in runs]}
        answers = _list(
            self._transport.json("POST", "/v1/health", body, timeout=QUERY_TIMEOUT_SECONDS), "runs"
        )
        if len(answers) != len(runs):
            raise LauncherError(
                "LAUNCHER_ANSWER_INVALID",
                f"The launcher was asked for the health of {len(runs)} runs and answered for {len(answers)}.",
            )
        return answers

    def debug(self, run_id: str, container: ContainerRef) -> str:
        """Container state and last log lines as text for a person."""
        query = urlencode(container.as_query())
        answer = self._transport.json(
            "GET", f"{_run_path(run_id)}/debug?{query}", timeout=QUERY_TIMEOUT_SECONDS
        )
        return str(answer.get("text", ""))

    def hosts(self, *, disk: bool = False) -> list[JsonObject]:
        """Every configured Docker host with its state; `disk` has what Docker's data take measured too."""
        path = "/v1/hosts?disk=true" if disk else "/v1/hosts"
        return _list(self._transport.json("GET", path, timeout=QUERY_TIMEOUT_SECONDS), "hosts")

    def containers(self, instance_id: str) -> list[JsonObject]:
        """Every run container of the Dagster deployment `instance_id`, on all hosts that answer."""
        path = f"/v1/containers?{urlencode({'instance_id': instance_id})}"
        return _list(self._transport.json("GET", path, timeout=CLEANUP_TIMEOUT_SECONDS), "containers")

    def cleanup(self, body: Mapping[str, object]) -> JsonObject:
        """Remove old containers and stop orphans of one deployment; see `docs/launcher.md` for the body."""
        return self._transport.json("POST", "/v1/cleanup", body, timeout=CLEANUP_TIMEOUT_SECONDS)

    def ping(self, timeout: float = QUERY_TIMEOUT_SECONDS) -> JsonObject:
        """The launcher's own health: version, process id and digest of its configuration."""
        return self._transport.json("GET", "/v1/health", timeout=timeout)


def _run_path(run_id: str) -> str:
    return f"/v1/runs/{quote(run_id, safe='')}"


def _list(answer: JsonObject, key: str) -> list[JsonObject]:
    value = answer.get(key)
    if not isinstance(value, list):
        raise LauncherError("LAUNCHER_ANSWER_INVALID", f"The launcher's answer has no list of {key}.")
    return value


def _created(result: dict[str, Any]) -> CreatedContainer:
    existed, warm = result.get("existed") is True, result.get("warm") is True
    return CreatedContainer(**_names(result), existed=existed, warm=warm)


def _placement(announced: dict[str, Any] | None) -> Placement | None:
    return None if announced is None else Placement(**_names(announced))


def _names(result: dict[str, Any]) -> dict[str, str]:
    try:
        return {key: str(result[key]) for key in ("container_id", "container_name", "host_name")}
    except KeyError as error:
        raise LauncherError(
            "LAUNCHER_ANSWER_INVALID", f"The launcher's answer to a create request lacks {error}."
        ) from error
