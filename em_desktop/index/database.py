"""A database of the cache directory that may be deleted at any time."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_BUSY_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Schema:
    """What is in a database.

    Attributes:
        version: another one whenever a statement changes; what older ones hold is dropped.
        tables: their names.
        statements: make them.
    """

    version: int
    tables: tuple[str, ...]
    statements: tuple[str, ...]


class CacheDatabase:
    """Safe to use from several threads and processes.

    A database that can't be opened or is damaged is made anew; where that fails too,
    nothing is remembered and nothing found, and the program goes on without it.

    Args:
        file: made, with its directory, if it isn't there.
        schema: of its tables.
    """

    def __init__(self, file: Path, schema: Schema) -> None:
        self._file = file
        self._schema = schema
        self._lock = threading.Lock()
        self._database: sqlite3.Connection | None = None
        self._numbers: dict[str, int] = {}
        with self._lock:
            self._open_or_rebuild()

    def fetch(self, query: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query; none where the database fails."""
        found: list[tuple[Any, ...]] = []
        with self._lock, self._guarded():
            if self._database is not None:
                with closing(self._database.execute(query, values)) as cursor:
                    found = cursor.fetchall()
        return found

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection | None]:
        """The database for a change, which is done wholly or not at all; None where there is none.

        What the database can't do is left undone.
        """
        with self._lock, self._guarded():
            if self._database is None:
                yield None
                return
            with self._database:
                yield self._database

    def store_number(self, database: sqlite3.Connection, store: bytes) -> int:
        """The number that stands for a store's id in a table ``stores``."""
        key = store.decode("latin-1")
        if key not in self._numbers:
            database.execute("INSERT OR IGNORE INTO stores (id) VALUES (?)", (store,))
            found = database.execute("SELECT number FROM stores WHERE id = ?", (store,)).fetchone()
            self._numbers[key] = int(found[0])
        return self._numbers[key]

    def close(self) -> None:
        """Close it; afterwards nothing is remembered or found."""
        with self._lock:
            self._close()

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Keep the database's errors inside; a damaged one is thrown away."""
        try:
            yield
        except sqlite3.OperationalError:  # locked for long, disk full: without it this time
            self._numbers.clear()
        except sqlite3.DatabaseError:
            self._rebuild()

    def _open_or_rebuild(self) -> None:
        try:
            self._open()
        except sqlite3.OperationalError:  # no such directory, no permission, no space, locked
            self._close()
        except sqlite3.DatabaseError:
            self._rebuild()
        except OSError:
            self._close()

    def _rebuild(self) -> None:
        """Throw the damaged database away and begin a new one. The lock is held."""
        self._close()
        for ending in ("", "-wal", "-shm"):
            with suppress(OSError):
                self._file.with_name(self._file.name + ending).unlink(missing_ok=True)
        with suppress(sqlite3.Error, OSError):
            self._open()

    def _open(self) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(self._file, timeout=_BUSY_SECONDS, check_same_thread=False)
        self._database = database
        with suppress(sqlite3.OperationalError):  # a network file system without shared memory
            database.execute("PRAGMA journal_mode = WAL").close()
        database.execute("PRAGMA synchronous = NORMAL").close()
        (version,) = database.execute("PRAGMA user_version").fetchone()
        if version != self._schema.version:
            with database:
                for table in self._schema.tables:
                    database.execute(f"DROP TABLE IF EXISTS {table}")
                for statement in self._schema.statements:
                    database.execute(statement)
                database.execute(f"PRAGMA user_version = {self._schema.version}")

    def _close(self) -> None:
        if self._database is not None:
            self._database.close()
        self._database = None
        self._numbers.clear()
