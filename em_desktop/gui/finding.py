"""Opens folders with the catalog behind them, and finds nodes of all open stores in it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from em_desktop.domain.nodes import Node
from em_desktop.gui import wording
from em_desktop.gui.context import Context
from em_desktop.gui.server_names import is_of_others
from em_desktop.gui.tasks import Lane
from em_desktop.stores.base import Cancel, Store

if TYPE_CHECKING:
    from em_desktop.index.catalog import Catalog

_CRAWL_AFTER_MS = 3000


@dataclass(frozen=True, slots=True)
class Found:
    """A node of an open store that fits what was typed."""

    store_id: str
    node: Node


class Finder(QObject):
    """The catalog of the user's cache directory, opened when a worker first needs it.

    Attributes:
        unread: ids of the open stores that aren't in the catalog as a whole yet.
    """

    wanted = Signal()
    """Somebody is going to search: what is unread should be read now."""
    indexed = Signal()
    """A store was read: a search may find more than before."""

    def __init__(self, cache: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.unread: set[str] = set()
        self._cache = cache
        self._lock = threading.Lock()
        self._catalog: Catalog | None = None

    @property
    def catalog(self) -> Catalog:
        """The catalog. Opening it takes a while: ask for it in a worker."""
        from em_desktop.index.catalog import Catalog

        with self._lock:
            if self._catalog is None:
                self._catalog = Catalog(self._cache)
            return self._catalog

    def open_store(self, folder: Path) -> Store:
        """The store that a folder is.

        Raises:
            EmError: the folder can't be opened.
        """
        from em_desktop.stores.local import LocalStore

        return LocalStore(folder, summaries=self.catalog)

    def search(self, text: str, limit: int, stores: Sequence[str]) -> list[Found]:
        """Nodes that hold every word of ``text``; ``#word`` means that they have such a label."""
        words = text.split()
        labels = [word[1:].casefold() for word in words if word.startswith("#")]
        plain = " ".join(word.lstrip("#") for word in words)
        most = limit * 8 if labels else limit
        hits = self.catalog.search(plain, most, stores)
        found = [Found(hit.store_id, hit.node) for hit in hits if _has(hit.node, labels)]
        return found[:limit]

    def labels(self) -> list[str]:
        """The labels that nodes have, each once; in a worker."""
        return self.catalog.labels()

    def close(self) -> None:
        """Close the catalog, at the end of the program."""
        with self._lock:
            if self._catalog is not None:
                self._catalog.close()


class Crawler(QObject):
    """Lists each store once after it was opened, so that everything in it can be found."""

    def __init__(self, context: Context, finder: Finder, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._finder = finder
        self._waiting: list[str] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_CRAWL_AFTER_MS)
        self._timer.timeout.connect(self._start)
        context.stores.opened.connect(self._wait)
        context.stores.availability_changed.connect(self._wait)
        finder.wanted.connect(self._start)

    @Slot(str)
    def _wait(self, store_id: str) -> None:
        if is_of_others(store_id):
            return  # what all others share may be any amount
        if self._context.stores.root(store_id) is not None and store_id not in self._waiting:
            self._waiting.append(store_id)
            self._finder.unread.add(store_id)
            self._timer.start()

    @Slot()
    def _start(self) -> None:
        self._timer.stop()
        stores = self._context.stores
        waiting, self._waiting = self._waiting, []
        for store_id in waiting:
            if store_id in stores and stores.root(store_id) is not None:
                self._crawl(stores.store(store_id))
            else:
                self.tick_off(store_id)

    def _crawl(self, store: Store) -> None:
        finder, store_id = self._finder, store.info.id
        self._context.tasks.run(
            self,
            lambda cancel: _crawl(finder, store, cancel),
            lambda crawler, _: crawler.tick_off(store_id),
            failed=lambda crawler, _: crawler.tick_off(store_id),
            key=f"crawl {store_id}",
            title=wording.filled(self.tr("Indexing {name}"), name=store.info.name),
            lane=Lane.WATCH,
        )

    def tick_off(self, store_id: str) -> None:
        """A store was read as far as it can be; what can't be is told where it is shown."""
        self._finder.unread.discard(store_id)
        self._finder.indexed.emit()


def _crawl(finder: Finder, store: Store, cancel: Cancel) -> None:
    for _progress in finder.catalog.crawl(store, cancel):
        cancel.check()


def _has(node: Node, labels: Sequence[str]) -> bool:
    return all(any(word in label.casefold() for label in node.labels) for word in labels)
