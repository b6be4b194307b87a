"""One store of the window's list, and the tasks that look after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from em_desktop.domain.nodes import Node
from em_desktop.domain.operations import Changes
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.errors import EmError, UnavailableError
from em_desktop.gui.tasks import Lane, Tasks
from em_desktop.stores.base import Store, StoreInfo

_HELD_MS = 2000

Maker: TypeAlias = Callable[[], Store]
"""Makes a store; called in a worker."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A store that was opened, its root, and the path in it that was asked for."""

    store: Store
    root: Node
    path: NodePath = ROOT


@dataclass(frozen=True, slots=True)
class Offline:
    """A server that can't be reached: since when, and why."""

    since: datetime
    error: EmError


class StoreEntry(QObject):
    """A store that may come and go.

    A folder that goes takes all that was read of it along. A server that can't be reached
    stays as it was last seen, since everything that is shown of it is still true; it is
    marked `offline` and asked again by `open` until it answers.
    """

    arrived = Signal(str)
    """It is there again, and was opened."""
    left = Signal(str)
    changed = Signal(str, object)

    def __init__(self, tasks: Tasks, info: StoreInfo, make: Maker, parent: QObject) -> None:
        super().__init__(parent)
        self.info = info
        self.store: Store | None = None
        self.root: Node | None = None
        self.offline: Offline | None = None
        self._make = make
        self._tasks = tasks
        self._is_trying = False
        self._watched: frozenset[NodePath] = frozenset()
        self._watch_timer = QTimer(self)
        self._watch_timer.setSingleShot(True)
        self._watch_timer.setInterval(0)
        self._watch_timer.timeout.connect(self._watch)
        self._held = Changes()
        self._held_timer = QTimer(self)
        self._held_timer.setInterval(_HELD_MS)
        self._held_timer.timeout.connect(self._tell_held)

    @property
    def is_away(self) -> bool:
        """Whether it can't be used now."""
        return self.store is None or self.offline is not None

    @property
    def _lane(self) -> Lane:
        """A server that doesn't answer must not keep folders waiting."""
        return Lane.SERVER if self.info.is_remote else Lane.STORE

    def open(self) -> None:
        """Try to open it, if it is away; nothing happens where it isn't there."""
        if self._is_trying or not self.is_away:
            return
        self._is_trying = True
        store, make = self.store, self._make
        self._tasks.run(
            self,
            lambda _cancel: open_store(make) if store is None else Opened(store, store.get(ROOT)),
            StoreEntry._reopened,
            failed=StoreEntry._still_away,
            key="open",
            lane=self._lane,
        )

    def take(self, opened: Opened) -> None:
        """Use this store and listen to its changes."""
        store, self.root = opened.store, opened.root
        self.store, self.info, self.offline = store, store.info, None
        if not store.capabilities.watch:
            return
        self._tasks.stream(
            self,
            store.changes,
            StoreEntry._changed,
            done=StoreEntry.probe,
            failed=StoreEntry._broken,
            key="watch",
            lane=Lane.WATCH,
        )
        self.set_watched(self._watched)

    def set_watched(self, paths: frozenset[NodePath]) -> None:
        """Tell the store soon, once for all who ask in this turn of the event loop."""
        self._watched = paths
        if self.store is not None and self.store.capabilities.watch:
            self._watch_timer.start()

    def probe(self) -> None:
        """See whether the root is still there."""
        store = self.store
        if store is not None and self.offline is None:
            self._tasks.run(
                self,
                lambda _cancel: store.get(ROOT),
                StoreEntry._root_read,
                failed=StoreEntry._broken,
                key="probe",
                lane=self._lane,
            )

    def hold(self) -> None:
        """See `OpenStores.hold`."""
        self._held_timer.start()

    def let_go(self) -> Changes:
        """See `OpenStores.let_go`."""
        self._held_timer.stop()
        held, self._held = self._held, Changes()
        return held

    def stop(self) -> None:
        """Cancel all tasks and release the store in a worker (it may block)."""
        self._tasks.cancel_all(self)
        self._is_trying = False
        store, self.store, self.root = self.store, None, None
        self.offline = None
        if store is not None:
            self._tasks.run(self, lambda _cancel: store.close(), _nothing, failed=_nothing)

    @Slot()
    def _watch(self) -> None:
        store = self.store
        if store is None or self.offline is not None:
            return
        paths = self._watched | {ROOT}
        self._tasks.run(
            self,
            lambda _cancel: store.watch(paths),
            _nothing,
            failed=StoreEntry._watching_failed,
            key="set watched",
        )

    def _reopened(self, opened: Opened) -> None:
        self._is_trying = False
        self.take(opened)
        self.arrived.emit(self.info.id)

    def _still_away(self, error: EmError) -> None:
        self._is_trying = False
        known = self.offline
        if self.info.is_remote and (known is None or type(known.error) is not type(error)):
            since = datetime.now(UTC) if known is None else known.since
            self.offline = Offline(since, error)
            self.left.emit(self.info.id)

    def _root_read(self, root: Node) -> None:
        self.root = root

    def _changed(self, changes: Changes) -> None:
        if changes.own:  # told already, in one piece, by `Editor`, through which all is done
            return
        if ROOT in changes.removed:
            self._broken(UnavailableError(self.info.location, "the folder isn't there"))
            return
        if changes.reset:
            self.probe()
        if self._held_timer.isActive():
            self._held = self._held.merged(changes)
        else:
            self.changed.emit(self.info.id, changes)

    @Slot()
    def _tell_held(self) -> None:
        held, self._held = self._held, Changes()
        if held:
            self.changed.emit(self.info.id, held)

    def _broken(self, error: EmError) -> None:
        if self.store is None or self.offline is not None:
            return
        if self.info.is_remote:
            self.offline = Offline(datetime.now(UTC), error)
        else:
            self.stop()
        self.left.emit(self.info.id)

    def _watching_failed(self, _error: EmError) -> None:
        self.probe()


def open_store(make: Maker) -> Opened:
    """Make a store and read its root; in a worker.

    Raises:
        EmError: it can't be opened.
    """
    store = make()
    try:
        if store.capabilities.watch:  # before anything is listed, so that no change is missed
            store.watch(frozenset({ROOT}))
        return Opened(store, store.get(ROOT))
    except EmError:
        store.close()
        raise


def _nothing(_owner: QObject, _value: object) -> None:
    """What came of it doesn't matter."""
