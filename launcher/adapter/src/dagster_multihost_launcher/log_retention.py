"""Deletes stored compute logs that are older than the operator wants to keep."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import sqlalchemy as db
from sqlalchemy.dialects.postgresql import insert

from dagster_multihost_launcher.log_table import chunks

if TYPE_CHECKING:
    from dagster_multihost_launcher.log_chunks import LogChunks

EVERY_SECONDS = 3600
# A row that no log has: when it was written says when old rows were last deleted, by whichever process.
_MARKER = {"log_key": "", "stream": "", "start_byte": 0}
_logger = logging.getLogger("dagster.compute_log_manager")


class LogRetention:
    """Deletes rows that were written more than `days` days ago.

    Args:
        stored: The logs.
        days: None to keep them for ever.
        clock: Seconds from any fixed point; replaced in tests.
    """

    def __init__(
        self, stored: LogChunks, days: float | None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.days = days
        self._stored = stored
        self._clock = clock
        self._ask_at = 0.0

    def delete(self) -> int:
        """Delete the old rows now, and return how many there were; 0 where logs are kept for ever."""
        if self.days is None:
            return 0
        oldest = db.func.now() - db.func.make_interval(0, 0, 0, 0, 0, 0, self.days * 86400)
        wanted = db.delete(chunks).where(chunks.c.written_at < oldest, chunks.c.log_key != "")
        with self._stored.transaction() as connection:
            return connection.execute(wanted).rowcount

    def delete_hourly(self) -> None:
        """Delete the old rows unless some process has done so in the last hour. A failure is only logged."""
        if self.days is None or self._clock() < self._ask_at:
            return
        self._ask_at = self._clock() + EVERY_SECONDS
        try:
            if self._is_due():
                self.delete()
        except Exception as error:
            _logger.warning("Old compute logs could not be deleted: %s", error)

    def _is_due(self) -> bool:
        hour_ago = db.func.now() - db.func.make_interval(0, 0, 0, 0, 0, 0, EVERY_SECONDS)
        mark = insert(chunks).values(**_MARKER, data=b"")
        # Of the processes that come at once, one changes the row.
        mark = mark.on_conflict_do_update(
            index_elements=chunks.primary_key,
            set_={"written_at": db.func.now()},
            where=chunks.c.written_at < hour_ago,
        )
        with self._stored.transaction() as connection:
            return connection.execute(mark.returning(chunks.c.stream)).first() is not None
