"""Fixtures: a Postgres server for the session, an empty database for each test, and log managers on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy

from dagster_multihost_launcher import PostgresComputeLogManager
from dagster_multihost_launcher.log_engine import log_engine
from postgres_server import postgres_server


@pytest.fixture(scope="session")
def server() -> Iterator[dict[str, Any]]:
    with postgres_server() as config:
        yield config


@pytest.fixture
def database(server: dict[str, Any]) -> dict[str, Any]:
    """The server with an empty database."""
    with log_engine({"postgres_db": server}).connect() as connection:
        connection.execute(sqlalchemy.text("DROP SCHEMA public CASCADE; CREATE SCHEMA public"))
        connection.commit()
    return server


@pytest.fixture
def manager(database: dict[str, Any], tmp_path: Path) -> Iterator[Callable[..., PostgresComputeLogManager]]:
    """Makes managers that share nothing but the database, as on different hosts."""
    made: list[PostgresComputeLogManager] = []

    def make(**config: Any) -> PostgresComputeLogManager:
        local = str(tmp_path / f"host-{len(made)}")
        made.append(PostgresComputeLogManager(None, {"postgres_db": database, "local_dir": local, **config}))
        return made[-1]

    yield make
    for one in made:
        one.dispose()
