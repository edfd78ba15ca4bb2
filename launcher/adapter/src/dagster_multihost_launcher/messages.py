"""What adapter and launcher tell each other about a run's container."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ContainerRef:
    """A run's container. All None: not known, the launcher looks for it by the run's label."""

    attempt: int | None = None
    host_name: str | None = None
    container_id: str | None = None

    def as_body(self) -> dict[str, object]:
        """The host and container id that are known, as a request body."""
        known = {"host_name": self.host_name, "container_id": self.container_id}
        return {key: value for key, value in known.items() if value is not None}

    def as_item(self) -> dict[str, object]:
        """Whatever is known, as an item of a list of runs."""
        attempt = {} if self.attempt is None else {"attempt": self.attempt}
        return attempt | self.as_body()

    def as_query(self) -> dict[str, str]:
        """Whatever is known, as query parameters."""
        return {key: str(value) for key, value in self.as_item().items()}


@dataclass(frozen=True)
class LaunchEvent:
    """Something the launcher reports while it creates a container."""

    level: str
    message: str


@dataclass(frozen=True)
class Placement:
    """Where a run's container is, and its name, which holds the run's id."""

    container_id: str
    container_name: str
    host_name: str


@dataclass(frozen=True)
class Announcement:
    """The warm worker that the launcher is about to take for a run; None takes an announcement back.

    Whether it was taken is said by the `CreatedContainer` that follows.
    """

    worker: Placement | None


@dataclass(frozen=True)
class CreatedContainer(Placement):
    """The answer to a create request; `existed` is true when an earlier request had made the container.

    `warm` is true for a worker that has imported Dagster already and waits for the start.
    """

    existed: bool
    warm: bool = False
