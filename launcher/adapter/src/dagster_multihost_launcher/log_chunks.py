"""Reads and writes the stored compute logs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

import sqlalchemy as db
from sqlalchemy.dialects.postgresql import insert

from dagster_multihost_launcher.log_table import chunks, create_table

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Engine

_key, _start, _data = chunks.c.log_key, chunks.c.start_byte, chunks.c.data
_end = _start + db.func.length(_data)


class LogChunks:
    """The chunks of log streams in Postgres.

    Args:
        engine: The database.
        autocreate: Whether the table is made when it is missing.
    """

    def __init__(self, engine: Engine, *, autocreate: bool = True) -> None:
        self._engine = engine
        self._table_is_missing = autocreate

    def append(
        self,
        log_key: Sequence[str],
        stream: str,
        pieces: Iterable[tuple[int, bytes]],
        *,
        keep_from: int,
        restart: bool,
        final_at: int | None,
    ) -> None:
        """Add pieces to a stream and drop its bytes before `keep_from`: all of it, or nothing.

        Args:
            log_key: The log.
            stream: ``stdout`` or ``stderr``.
            pieces: Bytes, and the offset of the first of them.
            keep_from: Offset of the first byte to keep.
            restart: Whether everything that is stored of the stream is dropped first.
            final_at: The length of the complete stream, or None while it grows.
        """
        row = {"log_key": _path(log_key), "stream": stream}
        with self.transaction() as connection:
            if restart:
                connection.execute(db.delete(chunks).where(_is(log_key, stream)))
            for start, data in pieces:
                connection.execute(db.insert(chunks).values(**row, start_byte=start, data=data))
            if keep_from > 0:
                _drop_before(connection, log_key, stream, keep_from)
            if final_at is not None:
                end = insert(chunks).values(**row, start_byte=final_at, data=b"", final=True)
                connection.execute(
                    end.on_conflict_do_update(index_elements=chunks.primary_key, set_={"final": True})
                )

    def read(
        self, log_key: Sequence[str], stream: str, offset: int, max_bytes: int | None
    ) -> tuple[int, bytes] | None:
        """Bytes from `offset`, or from the first one that was kept, and the offset of the first of them.

        None when nothing is stored of the stream.
        """
        of = _is(log_key, stream)
        with self.transaction() as connection:
            first = connection.execute(db.select(db.func.min(_start)).where(of)).scalar()
            if first is None:
                return None
            begin = max(offset, first)
            wanted = [of, _end > begin]
            if max_bytes is not None:
                wanted.append(_start < begin + max_bytes)
            rows = connection.execute(db.select(_start, _data).where(*wanted).order_by(_start)).all()
        if not rows:
            return offset, b""
        # The writer may have dropped more since the first question.
        begin = max(begin, rows[0].start_byte)
        data = b"".join(bytes(row.data) for row in rows)[begin - rows[0].start_byte :]
        return begin, data if max_bytes is None else data[:max_bytes]

    def exists(self, log_key: Sequence[str], stream: str, *, final: bool) -> bool:
        """Whether the complete stream, or unless `final` anything of it, is stored."""
        wanted = [_is(log_key, stream), *([chunks.c.final] if final else [])]
        with self.transaction() as connection:
            return connection.execute(db.select(_start).where(*wanted).limit(1)).first() is not None

    def keys(self, prefix: Sequence[str], stream: str) -> list[list[str]]:
        """The keys of the logs directly below `prefix`."""
        wanted = db.select(_key).where(_below(prefix), chunks.c.stream == stream).distinct()
        with self.transaction() as connection:
            found = [_parts(path) for path in connection.execute(wanted.order_by(_key)).scalars()]
        return [key for key in found if len(key) == len(prefix) + 1]

    def delete(self, log_key: Sequence[str] | None, prefix: Sequence[str] | None) -> None:
        """Delete one log, or all below `prefix`."""
        wanted = _key == _path(log_key) if log_key else _below(prefix or [])
        with self.transaction() as connection:
            connection.execute(db.delete(chunks).where(wanted))

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection with an open transaction; the table exists."""
        # Only the class that needs Postgres imports dagster-postgres, see log_engine.
        from dagster_postgres.utils import create_pg_connection

        with create_pg_connection(self._engine) as connection:
            if self._table_is_missing:
                with connection.begin():
                    create_table(connection)
                self._table_is_missing = False
            with connection.begin():
                yield connection


def _drop_before(connection: Connection, log_key: Sequence[str], stream: str, keep_from: int) -> None:
    of = _is(log_key, stream)
    connection.execute(db.delete(chunks).where(of, _end <= keep_from))
    cut = db.func.substring(_data, db.cast(keep_from - _start + 1, db.Integer))
    connection.execute(db.update(chunks).where(of, _start < keep_from).values(start_byte=keep_from, data=cut))


def _is(log_key: Sequence[str], stream: str) -> db.ColumnElement[bool]:
    return db.and_(_key == _path(log_key), chunks.c.stream == stream)


def _below(prefix: Sequence[str]) -> db.ColumnElement[bool]:
    # "0" is what follows "/" in byte order.
    path = _path(prefix)
    return db.and_(_key > f"{path}/", _key < f"{path}0")


def _path(log_key: Sequence[str]) -> str:
    return "/".join(quote(part, safe="") for part in log_key)


def _parts(path: str) -> list[str]:
    return [unquote(part) for part in path.split("/")]
