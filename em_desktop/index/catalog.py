"""All nodes that were ever listed, in one database of the user's cache directory.

It makes listings fast, and finds nodes by name in all stores. Deleting it loses
nothing. Import this where work is done, not at start: it brings the database library.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from em_desktop.domain.nodes import Node
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.errors import CancelledError, EmError
from em_desktop.index import catalog_rows as rows
from em_desktop.stores.base import Cancel, Store
from em_desktop.stores.local.summaries import Summary

_FILE = "catalog.sqlite3"
_VERSION = 2
_BUSY_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Found:
    """A node that a search found; its problems aren't known here."""

    store_id: str
    node: Node


@dataclass(frozen=True, slots=True)
class CrawlProgress:
    """How far a crawl is."""

    folders: int
    nodes: int


class Catalog:
    """Keeps summaries of nodes and finds them. Safe to use from several threads and processes.

    A database that can't be opened or is damaged is made anew; where that fails too,
    nothing is remembered and nothing found, and the program goes on without it.

    Args:
        directory: the user's cache directory; it is made if it isn't there.
    """

    def __init__(self, directory: Path) -> None:
        self._file = directory / _FILE
        self._lock = threading.Lock()
        self._stores: dict[str, int] = {}
        self._database: sqlite3.Connection | None = None
        with self._lock:
            self._open_or_rebuild()

    def load(self, store_id: str, folder: NodePath) -> Mapping[str, Summary]:
        """See `SummaryCache.load`."""
        at = (rows.text_bytes(store_id), rows.path_bytes(folder))
        return dict(rows.summaries(folder, self._fetch(rows.FOLDER_QUERY, at)))

    def save(
        self, store_id: str, folder: NodePath, changed: Sequence[Summary], gone: Sequence[str]
    ) -> None:
        """See `SummaryCache.save`."""
        with self._lock, self._guarded():
            database = self._database
            if database is None:
                return
            number = self._store_number(database, store_id)
            with database:
                database.executemany(
                    rows.INSERT, [rows.row(number, summary) for summary in changed]
                )
                for name in gone:
                    self._delete(database, number, folder.child(name))

    def search(self, text: str, limit: int, stores: Sequence[str] | None = None) -> list[Found]:
        """Nodes whose name, labels or path hold every word of ``text``, the likeliest first.

        Names that begin with it come before those in which a word does, then those
        that hold it anywhere, then labels, then paths. Case doesn't count.

        Args:
            text: what was typed.
            limit: how many to find at most.
            stores: ids of the stores to look in; all if None.
        """
        query, values = rows.search_query(text, stores)
        if not query:
            return []
        found = self._fetch(query, (*values, limit))
        return [Found(*rows.located_node(row)) for row in found]

    def labels(self) -> list[str]:
        """The labels that nodes have, each once."""
        found: dict[str, None] = {}
        for (labels,) in self._fetch(rows.LABELS_QUERY, ()):
            found.update(dict.fromkeys(json.loads(labels)))
        return list(found)

    def crawl(self, store: Store, cancel: Cancel) -> Iterator[CrawlProgress]:
        """List the whole store, folder by folder, so that everything in it is found.

        What can't be listed is passed over. Yields after each page.

        Raises:
            UnavailableError: the store is gone.
            CancelledError: on cancel.
        """
        pending = [ROOT]
        folders = nodes = 0
        while pending:
            folder = pending.pop()
            known = dict(self.load(store.info.id, folder))
            changed: list[Summary] = []
            try:
                for page in store.children(folder, cancel):
                    for node in page:
                        summary = known.pop(node.path.name, None)
                        if summary is None or rows.tells_news(node, summary.node):
                            changed.append(Summary("", node))
                    pending.extend(node.path for node in page if node.is_folder)
                    nodes += len(page)
                    yield CrawlProgress(folders, nodes)
            except CancelledError:
                raise
            except EmError:
                if folder.is_root:
                    raise
                continue
            folders += 1
            self._note(store.info.id, folder, changed, list(known))
        yield CrawlProgress(folders, nodes)

    def forget(self, store_id: str) -> None:
        """Forget a store and all nodes in it."""
        with self._lock, self._guarded():
            if self._database is not None:
                with self._database as database:
                    number = self._store_number(database, store_id)
                    database.execute("DELETE FROM nodes WHERE store = ?", (number,))

    def close(self) -> None:
        """Close the database; afterwards nothing is remembered or found."""
        with self._lock:
            self._close()

    def _note(
        self, store_id: str, folder: NodePath, changed: list[Summary], gone: list[str]
    ) -> None:
        """Save what a crawl found, unless the store's own listing has saved it meanwhile."""
        if not changed and not gone:
            return
        known = self.load(store_id, folder)
        new = [
            summary
            for summary in changed
            if (other := known.get(summary.node.path.name)) is None
            or rows.tells_news(summary.node, other.node)
        ]
        if new or gone:
            self.save(store_id, folder, new, gone)

    def _fetch(self, query: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """All rows of a query; none where the database fails."""
        found: list[tuple[Any, ...]] = []
        with self._lock, self._guarded():
            if self._database is not None:
                with closing(self._database.execute(query, values)) as cursor:
                    found = cursor.fetchall()
        return found

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Keep the database's errors inside; a damaged one is thrown away."""
        try:
            yield
        except sqlite3.OperationalError:  # locked for long, disk full: without it this time
            pass
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
        if version != _VERSION:
            with database:
                database.execute("DROP TABLE IF EXISTS nodes")
                database.execute("DROP TABLE IF EXISTS stores")
                for statement in rows.SCHEMA:
                    database.execute(statement)
                database.execute(f"PRAGMA user_version = {_VERSION}")

    def _close(self) -> None:
        if self._database is not None:
            self._database.close()
        self._database = None
        self._stores.clear()

    def _store_number(self, database: sqlite3.Connection, store_id: str) -> int:
        if store_id not in self._stores:
            key = (rows.text_bytes(store_id),)
            with database:
                database.execute("INSERT OR IGNORE INTO stores (id) VALUES (?)", key)
            found = database.execute("SELECT number FROM stores WHERE id = ?", key).fetchone()
            self._stores[store_id] = int(found[0])
        return self._stores[store_id]

    def _delete(self, database: sqlite3.Connection, number: int, path: NodePath) -> None:
        """Forget a node and all below it."""
        at = rows.path_bytes(path)
        database.execute(
            "DELETE FROM nodes WHERE store = ? AND parent = ? AND segment = ?",
            (number, rows.path_bytes(path.parent), rows.text_bytes(path.name)),
        )
        database.execute(
            "DELETE FROM nodes WHERE store = ? AND (parent = ? OR parent >= ? AND parent < ?)",
            (number, at, at + b"/", at + b"0"),  # "0" comes right after "/"
        )
