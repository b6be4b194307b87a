"""Connections and transactions: many readers, and one writer at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, bindparam, create_engine, event, select, update
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

from em_desktop.errors import NoSpaceError, UnavailableError
from em_desktop.stores.engine.schema import clock
from em_desktop.stores.engine.writer import Writer

_BUSY_MS = 30_000
_CONNECTIONS = 16
_TIME = select(clock.c.value)
_TIME_ALONE = _TIME.with_for_update()
_SET_TIME = update(clock).values(value=bindparam("time"))


class Database:
    """The SQL database behind an address such as ``sqlite:///dir/catalog.sqlite3``.

    A change takes the one row of the clock first and keeps it to the end. So all
    changes, of all processes and machines, are done one after the other, and the
    numbers that they take are in the order in which others see them.
    """

    def __init__(self, url: str) -> None:
        if url.startswith("postgresql://"):
            url = url.replace("postgresql://", "postgresql+psycopg://", 1)
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self.engine = self._connect(url)
        self._writer = Writer(self.engine.execution_options(immediate=self.is_sqlite))

    def _connect(self, url: str) -> Engine:
        if not self.is_sqlite:
            return create_engine(
                url, pool_size=_CONNECTIONS, max_overflow=_CONNECTIONS, pool_pre_ping=True
            )
        engine = create_engine(
            url,
            pool_size=_CONNECTIONS,
            max_overflow=_CONNECTIONS,
            connect_args={"check_same_thread": False, "timeout": _BUSY_MS / 1000},
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of everything."""
        with _translated(self.url):
            level = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
            connect = self.engine.execution_options(**level).begin
            with connect() as connection:
                yield connection

    @contextmanager
    def writing(self) -> Iterator[tuple[Connection, Clock]]:
        """The one transaction that changes something, alone; wholly or not at all.

        At its end it is on the disk, perhaps together with others that waited meanwhile.
        """
        with _translated(self.url), self._writer.turn() as connection:
            value = connection.scalar(_TIME_ALONE)
            time = Clock(value or 0)
            yield connection, time
            if time.value != value:
                connection.execute(_SET_TIME, {"time": time.value})

    def last_change(self) -> int:
        """The number of the last change, of whatever process."""
        with self.reading() as connection:
            return connection.scalar(_TIME) or 0

    def close(self) -> None:
        self.engine.dispose()


class Clock:
    """Numbers for what happens, each one higher."""

    def __init__(self, value: int) -> None:
        self.value = value

    def tick(self) -> int:
        self.value += 1
        return self.value


@contextmanager
def _translated(url: str) -> Iterator[None]:
    """Errors of the database as errors that say what to do; addresses with passwords stay out."""
    try:
        yield
    except DBAPIError as error:
        text = str(error.orig)
        where = url.partition("://")[0]
        if "full" in text.lower() or "No space left" in text:
            raise NoSpaceError(where, text) from error
        if isinstance(error, OperationalError) or error.connection_invalidated:
            raise UnavailableError(where, text) from error
        raise


def _prepare_sqlite(connection: Any, _: ConnectionPoolEntry) -> None:
    assert isinstance(connection, sqlite3.Connection)
    connection.isolation_level = None  # transactions begin when SQLAlchemy says so
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(f"PRAGMA busy_timeout={_BUSY_MS}")
    connection.execute("PRAGMA cache_size=-16384")
    connection.execute("PRAGMA temp_store=MEMORY")


def _begin_sqlite(connection: Connection) -> None:
    is_writing = connection.get_execution_options().get("immediate")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writing else "BEGIN")
