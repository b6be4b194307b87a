"""Changes one after the other that share the wait for the disk."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError

from em_desktop.errors import UnavailableError

_MOST_TOGETHER = 32
"""Another process waits for all of them."""


class _Batch:
    """Changes that are committed together, each of which is undone alone if it fails."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.count = 0
        self.error: BaseException | None = None
        self.ended = threading.Event()

    @property
    def is_whole(self) -> bool:
        """Whether the database still has what was changed: SQLite drops all on a full disk."""
        connection: Any = self.connection.connection.dbapi_connection
        return not isinstance(connection, sqlite3.Connection) or connection.in_transaction

    def commit(self) -> None:
        """Let all of them be done; what fails is told to each."""
        try:
            if not self.is_whole:
                raise UnavailableError("database", "it has undone what was changed")
            self.connection.commit()
            self.connection.close()
        except BaseException as error:
            self.give_up(error)
            raise
        self.ended.set()

    def give_up(self, error: BaseException) -> None:
        """Let none of them be done. The state of the connection is unknown: it isn't used again."""
        self.error = error
        try:
            self.connection.invalidate()
            self.connection.close()
        finally:
            self.ended.set()


class Writer:
    """Gives the turn to one change at a time. Safe for several threads.

    A commit waits for the disk. Whoever ends while others wait for their turn leaves the
    commit to them, and waits for it: then many changes cost one wait. Each is within a
    savepoint, so that one that fails takes nothing else with it.

    Args:
        engine: whose transactions change something.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._turn = threading.Lock()
        self._counting = threading.Lock()
        self._waiting = 0
        self._batch: _Batch | None = None

    @contextmanager
    def turn(self) -> Iterator[Connection]:
        """One change: done and on the disk at the end of the block, or not at all."""
        with self._its_turn():
            batch = self._opened()
            try:
                with batch.connection.begin_nested():
                    yield batch.connection
            except BaseException as error:
                if isinstance(error, DBAPIError) and not isinstance(error, IntegrityError):
                    self._undo(batch, error)  # nobody knows what of the others is left
                elif not self._leaves_to_others(batch):
                    self._end(batch)
                raise
            left = self._leaves_to_others(batch)
            if not left:
                self._end(batch)
        if left:
            batch.ended.wait()
            if batch.error is not None:
                raise batch.error

    @contextmanager
    def _its_turn(self) -> Iterator[None]:
        with self._counting:
            self._waiting += 1
        self._turn.acquire()
        with self._counting:
            self._waiting -= 1
        try:
            yield
        finally:
            self._turn.release()

    def _opened(self) -> _Batch:
        if self._batch is None:
            connection = self._engine.connect()
            try:
                connection.begin()
            except BaseException:
                connection.close()
                raise
            self._batch = _Batch(connection)
        self._batch.count += 1
        return self._batch

    def _leaves_to_others(self, batch: _Batch) -> bool:
        """Whether somebody waits who will commit."""
        with self._counting:
            return self._waiting > 0 and batch.count < _MOST_TOGETHER

    def _end(self, batch: _Batch) -> None:
        self._batch = None
        batch.commit()

    def _undo(self, batch: _Batch, error: BaseException) -> None:
        self._batch = None
        batch.give_up(error)
