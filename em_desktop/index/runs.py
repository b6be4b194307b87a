"""The parameters and metric summaries of all Runs that were ever in a table.

Kept in one database of the user's cache directory under the states of the Runs' files,
so that a table of thousands of Runs is there at once. Deleting it loses nothing.
"""

from __future__ import annotations

import json
import os
import time
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from em_desktop.domain.metrics import MetricTable
from em_desktop.domain.paths import NodePath
from em_desktop.domain.run_digest import Compact, Metrics, RunDigest
from em_desktop.errors import EmError
from em_desktop.formats.run_digest import ReadTable, read_digest, state_of
from em_desktop.formats.source import ObjectSource
from em_desktop.index.columns import ColumnCache
from em_desktop.index.database import CacheDatabase, Schema

_FILE = "runs.sqlite3"
_SCHEMA = Schema(
    1,
    ("runs", "stores"),
    (
        "CREATE TABLE stores (number INTEGER PRIMARY KEY, id BLOB UNIQUE NOT NULL)",
        """CREATE TABLE runs (
        store INTEGER NOT NULL, parent BLOB NOT NULL, segment BLOB NOT NULL,
        fingerprint TEXT NOT NULL, digest TEXT NOT NULL, metrics BLOB NOT NULL,
        PRIMARY KEY (store, parent, segment))""",
    ),
)
_COLUMNS = "parent, segment, fingerprint, digest, metrics"
_IN_FOLDER = f"SELECT {_COLUMNS} FROM runs WHERE store = ? AND parent = ?"  # noqa: S608
_BELOW = (
    f"SELECT {_COLUMNS} FROM runs WHERE store = ?"  # noqa: S608
    " AND (parent = ? OR parent >= ? AND parent < ?)"
)
_EVERYTHING = f"SELECT {_COLUMNS} FROM runs WHERE store = ?"  # noqa: S608
_PAGE = 200
_SETTLED_AFTER_NS = 2_000_000_000
"""Two writes within one tick of a file system's clock look like one; after this they don't."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """A Run in short, and the state of the files that it was made of."""

    path: NodePath
    fingerprint: str
    digest: RunDigest


@dataclass(frozen=True, slots=True)
class Wanted:
    """A Run whose digest is to be read.

    Attributes:
        fingerprint: of the digest that is known; empty for none.
    """

    path: NodePath
    source: ObjectSource
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Fresh:
    """What reading some Runs has found.

    Attributes:
        runs: those whose files had changed.
        done: how many of the wanted ones, from the first on, were looked at.
        large: those that would have taken too long here.
    """

    runs: tuple[Indexed, ...]
    done: int
    large: tuple[Wanted, ...] = ()


class RunIndex:
    """Keeps digests of Runs. Safe to use from several threads and processes.

    Args:
        directory: the user's cache directory.
    """

    def __init__(self, directory: Path) -> None:
        self._database = CacheDatabase(directory / _FILE, _SCHEMA)

    def load(self, store_id: str, folder: NodePath, *, below: bool) -> Iterator[Sequence[Indexed]]:
        """What is known of a folder's Runs, in pages; with ``below``, of its subfolders' too."""
        store = os.fsencode(store_id)
        found = self._database.fetch("SELECT number FROM stores WHERE id = ?", (store,))
        if not found:
            return
        number, at = found[0][0], _path_bytes(folder)
        if below and folder.is_root:
            rows = self._database.fetch(_EVERYTHING, (number,))
        elif below:
            rows = self._database.fetch(_BELOW, (number, at, at + b"/", at + b"0"))
        else:
            rows = self._database.fetch(_IN_FOLDER, (number, at))
        for start in range(0, len(rows), _PAGE):
            page = [_indexed(row) for row in rows[start : start + _PAGE]]
            yield [one for one in page if one is not None]

    def save(self, store_id: str, runs: Iterable[Indexed], gone: Iterable[NodePath] = ()) -> None:
        """Remember these Runs, and forget those that are gone."""
        with self._database.changing() as database:
            if database is None:
                return
            number = self._database.store_number(database, os.fsencode(store_id))
            database.executemany(
                "INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?, ?)",
                [_row(number, one) for one in runs],
            )
            database.executemany(
                "DELETE FROM runs WHERE store = ? AND parent = ? AND segment = ?",
                [(number, *_key(path)) for path in gone],
            )

    def forget(self, store_id: str) -> None:
        """Forget a store and all Runs in it."""
        with self._database.changing() as database:
            if database is not None:
                number = self._database.store_number(database, os.fsencode(store_id))
                database.execute("DELETE FROM runs WHERE store = ?", (number,))

    def close(self) -> None:
        """Close the database; afterwards nothing is remembered."""
        self._database.close()


def read_runs(
    wanted: Sequence[Wanted], columns: Path, seconds: float, largest: int | None = None
) -> Fresh:
    """Read those Runs whose files have changed, for some time.

    It holds the interpreter lock: many Runs are work for another process.

    At least one is looked at. A Run that can't be read, or is gone, is passed over.

    Args:
        wanted: in the order in which they are read.
        columns: the directory of the cache of metric columns.
        seconds: after which no further one is begun.
        largest: bytes of metrics from which on a Run isn't read; None for no limit.
    """
    cache = ColumnCache(columns)
    end = time.monotonic() + seconds
    found: list[Indexed] = []
    large: list[Wanted] = []
    done = 0
    for each in wanted:
        if done and time.monotonic() > end:
            break
        done += 1
        try:
            state = state_of(each.source)
            if state.fingerprint == each.fingerprint:
                continue
            if largest is not None and state.metric_bytes >= largest:
                large.append(each)
                continue
            digest = read_digest(each.source, _reader(cache))
        except EmError:  # the listing tells what is wrong with it
            continue
        settled = time.time_ns() - state.newest_ns > _SETTLED_AFTER_NS
        found.append(Indexed(each.path, state.fingerprint if settled else "", digest))
    return Fresh(tuple(found), done, tuple(large))


def _reader(cache: ColumnCache) -> ReadTable:
    def read(source: ObjectSource, key: str, type: str) -> MetricTable:  # noqa: A002
        return cache.table(source, key, type).value

    return read


def _row(number: int, one: Indexed) -> tuple[Any, ...]:
    digest = one.digest
    text = json.dumps([dict(digest.parameters), list(digest.metrics), dict(digest.facts)])
    return (number, *_key(one.path), one.fingerprint, text, digest.metrics.numbers.tobytes())


def _indexed(row: tuple[Any, ...]) -> Indexed | None:
    """A row of the table; None where another program wrote it."""
    parent, segment, fingerprint, text, numbers = row
    folder = os.fsdecode(parent)
    names = tuple(folder.split("/")) if folder else ()
    try:
        parameters, metrics, facts = json.loads(text)
        values = array("d")
        values.frombytes(numbers)
        digest = RunDigest(
            Compact.of(parameters), Metrics(tuple(metrics), values), Compact.of(facts)
        )
    except (ValueError, TypeError):
        return None
    return Indexed(NodePath((*names, os.fsdecode(segment))), fingerprint, digest)


def _key(path: NodePath) -> tuple[bytes, bytes]:
    return _path_bytes(path.parent), os.fsencode(path.name)


def _path_bytes(path: NodePath) -> bytes:
    return os.fsencode(str(path))
