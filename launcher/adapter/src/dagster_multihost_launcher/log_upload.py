"""Sends what has been captured into files to Postgres, piece by piece."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dagster_multihost_launcher.log_chunks import LogChunks

_PIECE_BYTES = 1024 * 1024


class LogUploads:
    """The captures of this process, and how much of each has been stored.

    Args:
        chunks: Where they are stored.
        max_log_bytes: How much of a stream is kept, from its end.
    """

    def __init__(self, chunks: LogChunks, max_log_bytes: int) -> None:
        self.max_log_bytes = max_log_bytes
        self._chunks = chunks
        self._sent: dict[tuple[tuple[str, ...], str], int] = {}

    def upload(self, log_key: Sequence[str], stream: str, path: Path, *, final: bool) -> None:
        """Store what the file has beyond the last upload; with `final`, mark the log as complete."""
        key = (tuple(log_key), stream)
        sent = self._sent.get(key)
        size = path.stat().st_size if path.exists() else 0
        keep_from = max(0, size - self.max_log_bytes)
        begin = max(sent or 0, keep_from)
        if begin >= size and not final:
            return
        self._chunks.append(
            log_key,
            stream,
            _pieces(path, begin, size),
            keep_from=keep_from,
            # A log of that name from an earlier capture is replaced, but never by nothing.
            restart=sent is None and size > 0,
            final_at=size if final else None,
        )
        self._sent[key] = size

    def forget(self, log_key: Sequence[str]) -> None:
        """The capture has ended: the same key would be a new one."""
        for key in [key for key in self._sent if key[0] == tuple(log_key)]:
            del self._sent[key]


def _pieces(path: Path, begin: int, end: int) -> Iterator[tuple[int, bytes]]:
    """The bytes between `begin` and `end` with their offsets; the file may grow meanwhile."""
    if begin >= end:
        return
    with path.open("rb") as file:
        file.seek(begin)
        while begin < end and (data := file.read(min(_PIECE_BYTES, end - begin))):
            yield begin, data
            begin += len(data)
