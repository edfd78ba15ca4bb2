"""The compute log manager that keeps stdout and stderr of runs in Dagster's Postgres."""

from __future__ import annotations

import logging
import os
import tempfile
import threading
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dagster import DagsterInstance, Field, Float, IntSource, StringSource
from dagster._config import Noneable
from dagster._core.storage.cloud_storage_compute_log_manager import (
    CloudStorageComputeLogManager,
    PollingComputeLogSubscriptionManager,
)
from dagster._core.storage.compute_log_manager import CapturedLogSubscription, ComputeIOType
from dagster._core.storage.config import pg_config
from dagster._core.storage.local_compute_log_manager import IO_TYPE_EXTENSION, LocalComputeLogManager
from dagster._serdes import ConfigurableClass

from dagster_multihost_launcher.errors import LauncherError
from dagster_multihost_launcher.log_chunks import LogChunks
from dagster_multihost_launcher.log_engine import log_engine
from dagster_multihost_launcher.log_retention import LogRetention
from dagster_multihost_launcher.log_table import chunks
from dagster_multihost_launcher.log_upload import LogUploads
from dagster_multihost_launcher.redact import redact_class_data

if TYPE_CHECKING:
    from dagster._config.config_schema import UserConfigSchema
    from dagster._serdes import ConfigurableClassData
    from typing_extensions import Self

DEFAULT_UPLOAD_INTERVAL_SECONDS = 10
DEFAULT_MAX_LOG_BYTES = 10 * 1024 * 1024
_logger = logging.getLogger("dagster.compute_log_manager")


class PostgresComputeLogManager(CloudStorageComputeLogManager[DagsterInstance], ConfigurableClass):
    """Keeps the compute logs of runs in a table of Postgres: the web interface shows those of any host.

    Every process with a Dagster instance loads this class, run workers and code servers too: their
    environments need ``dagster-multihost-launcher[postgres]``. The table
    ``multihost_compute_log_chunks`` is made when it is first used.

    Config:
        postgres_db, postgres_url, auth_provider, should_autocreate_tables: As dagster-postgres takes them;
            exactly one of `postgres_db` and `postgres_url`.
        upload_interval: Seconds between two uploads of what a running step has written. Default 10; None or
            0 uploads at the end of the step only.
        max_log_bytes: How much of each stream is kept, from its end. Default 10485760 (10 MiB).
        retention_days: Days after which what was written is deleted: by the cleanup asset, and hourly at most
            by uploads. Default None: nothing is deleted.
        local_dir: Where logs are captured before they are uploaded. Default: the directory for temporary
            files.

    Example:
        .. code-block:: yaml

            compute_logs:
              module: dagster_multihost_launcher
              class: PostgresComputeLogManager
              config:
                postgres_db:
                  username: {env: DAGSTER_POSTGRES_USER}
                  password: {env: DAGSTER_POSTGRES_PASSWORD}
                  hostname: {env: DAGSTER_POSTGRES_HOST}
                  db_name: {env: DAGSTER_POSTGRES_DB}
    """

    def __init__(
        self, inst_data: ConfigurableClassData | None = None, config: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__()
        config = config or {}
        self._inst_data = redact_class_data(inst_data)
        self._upload_interval: int | None = config.get("upload_interval", DEFAULT_UPLOAD_INTERVAL_SECONDS)
        self._local_dir: str | None = config.get("local_dir")
        autocreate = bool(config.get("should_autocreate_tables", True))
        self._chunks = LogChunks(log_engine(config), autocreate=autocreate)
        kept = config.get("max_log_bytes", DEFAULT_MAX_LOG_BYTES)
        self._uploads = LogUploads(self._chunks, int(_positive(kept, "max_log_bytes", "1 byte or more")))
        days = config.get("retention_days")
        self._retention = LogRetention(
            self._chunks, None if days is None else _positive(days, "retention_days", "more than 0 days")
        )
        self._subscriptions = PollingComputeLogSubscriptionManager(self)
        # The thread that uploads what a running step writes must not meet the upload at the step's end.
        self._uploading = threading.RLock()

    @property
    def inst_data(self) -> ConfigurableClassData | None:
        """The configuration this manager was loaded from, fit to be shown: literal secrets are hidden."""
        return self._inst_data

    @classmethod
    def config_type(cls) -> UserConfigSchema:
        """As dagster-postgres, and three keys of its own."""
        return {
            **pg_config(),  # type: ignore[dict-item]
            "upload_interval": Field(
                Noneable(int), is_required=False, default_value=DEFAULT_UPLOAD_INTERVAL_SECONDS
            ),
            "max_log_bytes": Field(IntSource, is_required=False, default_value=DEFAULT_MAX_LOG_BYTES),
            "retention_days": Field(Noneable(Float), is_required=False),
            "local_dir": Field(StringSource, is_required=False),
        }

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData, config_value: Mapping[str, Any]) -> Self:
        """Construct the manager; touches neither network nor files."""
        return cls(inst_data, config_value)

    @property
    def local_manager(self) -> LocalComputeLogManager:
        """Captures the streams of this process into files."""
        return self._local

    @property
    def upload_interval(self) -> int | None:
        """Seconds between two uploads of a running step's logs; None for none before its end."""
        return self._upload_interval or None

    def upload_to_cloud_storage(
        self, log_key: Sequence[str], io_type: ComputeIOType, partial: bool = False
    ) -> None:
        """Store what has been captured since the last upload."""
        with self._uploading:
            path = Path(self._local.get_captured_local_path(log_key, IO_TYPE_EXTENSION[io_type]))
            self._uploads.upload(log_key, io_type.value, path, final=not partial)
        self._retention.delete_hourly()

    def on_progress(self, log_key: Sequence[str]) -> None:
        """Upload what a running step has written; a failure is logged, the next upload makes up for it."""
        try:
            with self._uploading:
                super().on_progress(log_key)
        except Exception as error:
            _logger.warning("Compute logs could not be uploaded to Postgres yet: %s", error)

    def _on_capture_complete(self, log_key: Sequence[str]) -> None:
        with self._uploading:
            super()._on_capture_complete(log_key)
            self._uploads.forget(log_key)

    def get_log_data_for_type(
        self, log_key: Sequence[str], io_type: ComputeIOType, offset: int, max_bytes: int | None
    ) -> tuple[bytes | None, int]:
        """Stored bytes from `offset`, which counts from the first byte ever written, and where they end."""
        read = self._chunks.read(log_key, io_type.value, offset, max_bytes)
        if read is None:
            return None, offset
        start, data = read
        return self._notice(start) + data if offset < start else data, start + len(data)

    def cloud_storage_has_logs(
        self, log_key: Sequence[str], io_type: ComputeIOType, partial: bool = False
    ) -> bool:
        """Whether the whole log, or with `partial` anything of it, is stored."""
        return self._chunks.exists(log_key, io_type.value, final=not partial)

    def download_from_cloud_storage(
        self, log_key: Sequence[str], io_type: ComputeIOType, partial: bool = False
    ) -> None:
        """Write the stored log to the local file that the webserver's download link serves."""
        extension = IO_TYPE_EXTENSION[io_type]
        path = Path(self._local.get_captured_local_path(log_key, extension, partial=partial))
        data, _ = self.get_log_data_for_type(log_key, io_type, 0, None)
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(data or b"")
        # Two downloads at once each move a whole file into place.
        os.replace(file.name, path)  # noqa: PTH105

    def download_url_for_type(self, log_key: Sequence[str], io_type: ComputeIOType) -> str | None:
        """The webserver's own download link, once the log is complete."""
        if not self.is_capture_complete(log_key):
            return None
        return str(self._local.get_captured_log_download_url(log_key, io_type))

    def display_path_for_type(self, log_key: Sequence[str], io_type: ComputeIOType) -> str:
        """Where the log is, for people."""
        return f"Postgres, table {chunks.name}: {'/'.join(log_key)} ({io_type.value})"

    def delete_logs(self, log_key: Sequence[str] | None = None, prefix: Sequence[str] | None = None) -> None:
        """Delete one log, or all below `prefix`: ``prefix=[run_id]`` deletes those of a run."""
        self._local.delete_logs(log_key=log_key, prefix=prefix)
        self._chunks.delete(log_key=log_key, prefix=prefix)

    def delete_old_logs(self) -> int | None:
        """Delete the rows older than `retention_days`; how many, or None where logs are kept for ever."""
        return None if self._retention.days is None else self._retention.delete()

    def get_log_keys_for_log_key_prefix(
        self, log_key_prefix: Sequence[str], io_type: ComputeIOType
    ) -> Sequence[list[str]]:
        """The keys of the logs directly below a prefix."""
        return self._chunks.keys(log_key_prefix, io_type.value)

    def on_subscribe(self, subscription: CapturedLogSubscription) -> None:
        """Send new log data to a watcher every few seconds."""
        self._subscriptions.add_subscription(subscription)

    def on_unsubscribe(self, subscription: CapturedLogSubscription) -> None:
        """Stop sending."""
        self._subscriptions.remove_subscription(subscription)

    def dispose(self) -> None:
        """Stop watching."""
        self._subscriptions.dispose()
        super().dispose()

    @cached_property
    def _local(self) -> LocalComputeLogManager:
        # Not at construction: to find the directory for temporary files, Python writes a file there.
        return LocalComputeLogManager(self._local_dir or tempfile.gettempdir())

    def _notice(self, dropped: int) -> bytes:
        limits = f"max_log_bytes of compute_logs is {self._uploads.max_log_bytes}"
        if self._retention.days is not None:
            limits += f", retention_days {self._retention.days:g}"
        return f"[The first {dropped} bytes were dropped: {limits}.]\n".encode()


def _positive(value: float, key: str, allowed: str) -> float:
    if value <= 0:
        raise LauncherError("CONFIG_INVALID", f"compute_logs.config.{key} in dagster.yaml must be {allowed}.")
    return value
