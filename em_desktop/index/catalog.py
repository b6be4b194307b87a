"""All nodes that were ever listed, in one database of the user's cache directory.

It makes listings fast, and finds nodes by name in all stores. Deleting it loses
nothing. Import this where work is done, not at start: it brings the database library.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from em_desktop.domain.nodes import Node
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.errors import CancelledError, EmError
from em_desktop.index import catalog_rows as rows
from em_desktop.index.database import CacheDatabase, Schema
from em_desktop.stores.base import Cancel, Store
from em_desktop.stores.local.summaries import Summary

_FILE = "catalog.sqlite3"
_SCHEMA = Schema(2, ("nodes", "stores"), rows.SCHEMA)


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
        self._database = CacheDatabase(directory / _FILE, _SCHEMA)

    def load(self, store_id: str, folder: NodePath) -> Mapping[str, Summary]:
        """See `SummaryCache.load`."""
        at = (rows.text_bytes(store_id), rows.path_bytes(folder))
        return dict(rows.summaries(folder, self._database.fetch(rows.FOLDER_QUERY, at)))

    def save(
        self, store_id: str, folder: NodePath, changed: Sequence[Summary], gone: Sequence[str]
    ) -> None:
        """See `SummaryCache.save`."""
        with self._database.changing() as database:
            if database is None:
                return
            number = self._database.store_number(database, rows.text_bytes(store_id))
            database.executemany(rows.INSERT, [rows.row(number, summary) for summary in changed])
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
        found = self._database.fetch(query, (*values, limit))
        return [Found(*rows.located_node(row)) for row in found]

    def labels(self) -> list[str]:
        """The labels that nodes have, each once."""
        found: dict[str, None] = {}
        for (labels,) in self._database.fetch(rows.LABELS_QUERY):
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
        with self._database.changing() as database:
            if database is not None:
                number = self._database.store_number(database, rows.text_bytes(store_id))
                database.execute("DELETE FROM nodes WHERE store = ?", (number,))

    def close(self) -> None:
        """Close the database; afterwards nothing is remembered or found."""
        self._database.close()

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
