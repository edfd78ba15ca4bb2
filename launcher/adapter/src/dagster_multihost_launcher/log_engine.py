"""The database engine of the compute logs, from the configuration that dagster-postgres takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy.pool import NullPool

from dagster_multihost_launcher.errors import LauncherError

if TYPE_CHECKING:
    from sqlalchemy.engine import Engine


def log_engine(config: Mapping[str, Any]) -> Engine:
    """An engine that keeps no connection open: every run worker has one. Connects to nothing yet.

    Raises:
        LauncherError: ``CONFIG_INVALID``, ``DAGSTER_POSTGRES_MISSING``.
    """
    if bool(config.get("postgres_url")) == bool(config.get("postgres_db")):
        raise LauncherError(
            "CONFIG_INVALID",
            "compute_logs.config in dagster.yaml needs exactly one of postgres_db and postgres_url, "
            "as the storage section has it.",
        )
    try:
        from dagster_postgres import utils
    except ImportError as error:
        raise LauncherError(
            "DAGSTER_POSTGRES_MISSING",
            "PostgresComputeLogManager needs dagster-postgres in every environment that loads the instance. "
            "Install 'dagster-multihost-launcher[postgres]' there.",
        ) from error
    engine: Engine = utils.create_pg_engine(
        utils.pg_url_from_config(config),
        utils.get_token_provider_from_config(config),
        poolclass=NullPool,
        # The parameters of a statement are what runs have printed: they belong in no error.
        hide_parameters=True,
    )
    return engine
