"""The table of compute logs: a stream is a row of chunks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as db
from sqlalchemy.schema import CreateTable

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

# Any number that no other program is likely to lock.
_LOCK = 7_283_640_915

chunks = db.Table(
    "multihost_compute_log_chunks",
    db.MetaData(),
    # Byte order, so that a range finds all logs below a prefix.
    db.Column("log_key", db.Text(collation="C"), primary_key=True),
    db.Column("stream", db.Text, primary_key=True),
    # Counted from the first byte that was ever written to the stream, whatever has been dropped since.
    db.Column("start_byte", db.BigInteger, primary_key=True, autoincrement=False),
    db.Column("data", db.LargeBinary, nullable=False),
    # True in the empty chunk that ends a complete stream.
    db.Column("final", db.Boolean, nullable=False, server_default=db.false()),
    db.Column("written_at", db.TIMESTAMP(timezone=True), nullable=False, server_default=db.func.now()),
)


def create_table(connection: Connection) -> None:
    """Make the table unless it exists. Processes that do so at once wait for each other."""
    if _exists(connection):
        return
    # CREATE TABLE IF NOT EXISTS alone fails when two sessions come at once.
    connection.execute(db.select(db.func.pg_advisory_xact_lock(_LOCK)))
    if not _exists(connection):
        connection.execute(CreateTable(chunks))


def _exists(connection: Connection) -> bool:
    # It looks into the catalog's table; to_regclass would answer from a cache that the lock does not refresh.
    return db.inspect(connection).has_table(chunks.name)
