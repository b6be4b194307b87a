"""The stores that are open in the window."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from em_desktop.domain.nodes import Node
from em_desktop.domain.operations import Changes
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.errors import EmError, NotFoundError, UnavailableError
from em_desktop.gui import wording
from em_desktop.gui.context import Location
from em_desktop.gui.tasks import Lane, Tasks
from em_desktop.stores.base import Store, StoreInfo

StoreFactory: TypeAlias = Callable[[Path], Store]
"""Makes the store of a folder; called in a worker."""

_RETRY_MS = 2000
_HELD_MS = 2000


def local_store(root: Path) -> Store:
    """The store that a folder is; its package is imported when the first one is opened."""
    from em_desktop.stores.local import LocalStore

    return LocalStore(root)


@dataclass(frozen=True, slots=True)
class Opened:
    """A store that was opened, its root, and the path in it that was asked for."""

    store: Store
    root: Node
    path: NodePath = ROOT


class OpenStores(QObject):
    """Opens folders as stores, watches them, and notices when they go and come back.

    A store whose folder isn't there (a drive that isn't mounted) stays in the
    list. It is tried every other second and works again once the folder is back.
    """

    opened = Signal(str)
    """The store with this id is in the list now."""
    closed = Signal(str)
    failed = Signal(str, object)
    """This folder couldn't be opened, because of this `EmError`."""
    changed = Signal(str, object)
    """Something changed in a store: `Changes`."""
    availability_changed = Signal(str)
    """A store isn't mounted any more, or is again; see `root`."""

    def __init__(
        self, tasks: Tasks, make_store: StoreFactory = local_store, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._make_store = make_store
        self._entries: dict[str, _Entry] = {}
        self._watched: dict[tuple[object, str], frozenset[NodePath]] = {}
        self._retry = QTimer(self)
        self._retry.setInterval(_RETRY_MS)
        self._retry.timeout.connect(self.check)

    # What is open

    def infos(self) -> list[StoreInfo]:
        """The stores in the order in which they were opened."""
        return [entry.info for entry in self._entries.values()]

    def info(self, store_id: str) -> StoreInfo:
        """Name and place of a store of the list.

        Raises:
            NotFoundError: it isn't in the list.
        """
        return self._entry(store_id).info

    def root(self, store_id: str) -> Node | None:
        """The root of a store as read last; None while the store isn't mounted."""
        return self._entry(store_id).root

    def store(self, store_id: str) -> Store:
        """The store with this id.

        Raises:
            NotFoundError: it isn't in the list.
            UnavailableError: it isn't mounted.
        """
        entry = self._entry(store_id)
        if entry.store is None:
            raise UnavailableError(entry.info.location, "the folder isn't there")
        return entry.store

    def __contains__(self, store_id: str) -> bool:
        return store_id in self._entries

    # Opening and closing

    def open_folder(self, path: Path, then: Callable[[str], None] | None = None) -> None:
        """Open a folder as a store; ``then`` is called with its id when that is done.

        A folder that can't be opened is told by `failed`.
        """

        def tell_id(location: Location) -> None:
            if then is not None:
                then(location.store_id)

        self._start_opening(_absolute(path), _open, tell_id)

    def open_place(self, path: Path, then: Callable[[Location], None]) -> None:
        """Open a folder or a recording's own folder; ``then`` is called with where it is.

        A recording is a node of a folder above it: of the innermost one that is in the list
        already, else of the one that holds it, which is opened then.
        """
        folder = _absolute(path)
        above = [entry for entry in self._entries.values() if _is_below(folder, entry.info.id)]
        above.sort(key=lambda entry: len(entry.info.id), reverse=True)
        known = tuple((entry.info.id, entry.store) for entry in above)
        self._start_opening(folder, partial(_open_at, known=known), then)

    def _start_opening(
        self,
        folder: str,
        how: Callable[[StoreFactory, str], Opened],
        then: Callable[[Location], None],
    ) -> None:
        if folder in self._entries and self._entries[folder].store is not None:
            then(Location(folder, ROOT))
            return
        make_store = self._make_store
        self._tasks.run(
            self,
            lambda _cancel: how(make_store, folder),
            lambda stores, opened: stores.adopt(opened, then),
            failed=lambda stores, error: stores.failed.emit(folder, error),
            key=f"open {folder}",
            title=wording.filled(self.tr("Opening {name}"), name=Path(folder).name or folder),
        )

    def remember(self, folders: Iterable[str]) -> None:
        """Put folders of an earlier session into the list; each opens as soon as it is there."""
        for folder in folders:
            if folder not in self._entries:
                self._add(StoreInfo(folder, Path(folder).name or folder, folder))
                self.opened.emit(folder)
        self.check()

    def close(self, store_id: str) -> None:
        """Take a store out of the list."""
        entry = self._entries.pop(store_id, None)
        if entry is None:
            return
        for key in [key for key in self._watched if key[1] == store_id]:
            del self._watched[key]
        self.closed.emit(store_id)
        entry.stop()
        entry.deleteLater()

    def close_all(self) -> None:
        """Release the stores at the end of the program, when no task runs any more."""
        self._retry.stop()
        for entry in self._entries.values():
            if entry.store is not None:
                entry.store.close()

    # Watching

    def set_watched(self, key: object, store_id: str, paths: Iterable[NodePath]) -> None:
        """From now on ``key`` (a pane, the navigator) wants to hear of these nodes' changes."""
        wanted = frozenset(paths)
        if self._watched.get((key, store_id), frozenset()) == wanted:
            return
        if wanted:
            self._watched[key, store_id] = wanted
        else:
            self._watched.pop((key, store_id), None)
        if store_id in self._entries:
            self._entries[store_id].set_watched(self.watched(store_id))

    def watched(self, store_id: str) -> frozenset[NodePath]:
        """All nodes of a store that somebody wants to hear of."""
        sets = (paths for (_, owner), paths in self._watched.items() if owner == store_id)
        return frozenset().union(*sets)

    def hold(self, store_id: str) -> None:
        """Tell rarely what is found changed in a store, until `let_go`.

        While a gesture changes a thousand nodes, most of what is found is its own doing; views
        that read all of it again and again would slow it down, and show it half done.
        """
        if store_id in self._entries:
            self._entries[store_id].hold()

    def let_go(self, store_id: str) -> Changes:
        """Tell at once again; what was found and not told yet."""
        entry = self._entries.get(store_id)
        return Changes() if entry is None else entry.let_go()

    @Slot()
    def check(self) -> None:
        """See whether stores that aren't mounted are back."""
        missing = [entry for entry in self._entries.values() if entry.store is None]
        for entry in missing:
            entry.open(self._make_store)
        if missing and not self._retry.isActive():
            self._retry.start()
        elif not missing:
            self._retry.stop()

    def suspect(self, store_id: str) -> None:
        """Something failed in a store: see whether its folder is still there."""
        if store_id in self._entries:
            self._entries[store_id].probe()

    def adopt(self, opened: Opened, then: Callable[[Location], None]) -> None:
        """Take an opened store into the list."""
        store_id = opened.store.info.id
        entry = self._entries.get(store_id)
        if entry is None:
            self._add(opened.store.info).take(opened)
            self.opened.emit(store_id)
        elif entry.store is None:
            entry.take(opened)
            self._arrived(store_id)
        elif entry.store is not opened.store:  # somebody else was faster
            self._tasks.run(self, lambda _cancel: opened.store.close(), _nothing, failed=_nothing)
        then(Location(store_id, opened.path))

    def _add(self, info: StoreInfo) -> _Entry:
        entry = _Entry(self._tasks, info, self)
        entry.arrived.connect(self._arrived)
        entry.left.connect(self._left)
        entry.changed.connect(self.changed)
        self._entries[info.id] = entry
        return entry

    def _entry(self, store_id: str) -> _Entry:
        try:
            return self._entries[store_id]
        except KeyError:
            raise NotFoundError(store_id, "this store isn't open") from None

    @Slot(str)
    def _arrived(self, store_id: str) -> None:
        self.availability_changed.emit(store_id)
        self.changed.emit(store_id, Changes(reset=True))

    @Slot(str)
    def _left(self, store_id: str) -> None:
        self.availability_changed.emit(store_id)
        self._retry.start()


class _Entry(QObject):
    """One store of the list and the tasks that look after it."""

    arrived = Signal(str)
    """The folder is there again, and was opened."""
    left = Signal(str)
    changed = Signal(str, object)

    def __init__(self, tasks: Tasks, info: StoreInfo, parent: QObject) -> None:
        super().__init__(parent)
        self.info = info
        self.store: Store | None = None
        self.root: Node | None = None
        self._tasks = tasks
        self._watched: frozenset[NodePath] = frozenset()
        self._watch_timer = QTimer(self)
        self._watch_timer.setSingleShot(True)
        self._watch_timer.setInterval(0)
        self._watch_timer.timeout.connect(self._watch)
        self._held = Changes()
        self._held_timer = QTimer(self)
        self._held_timer.setInterval(_HELD_MS)
        self._held_timer.timeout.connect(self._tell_held)

    def open(self, make_store: StoreFactory) -> None:
        """Try to open the folder; nothing happens where it isn't there."""
        folder = self.info.id
        self._tasks.run(
            self,
            lambda _cancel: _open(make_store, folder),
            _Entry._reopened,
            failed=_nothing,
            key="open",
        )

    def take(self, opened: Opened) -> None:
        """Use this store and listen to its changes."""
        store, self.root = opened.store, opened.root
        self.store, self.info = store, store.info
        if not store.capabilities.watch:
            return
        self._tasks.stream(
            self,
            store.changes,
            _Entry._changed,
            done=_Entry.probe,
            failed=_Entry._broken,
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
        if store is not None:
            self._tasks.run(
                self,
                lambda _cancel: store.get(ROOT),
                _Entry._root_read,
                failed=_Entry._broken,
                key="probe",
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
        store, self.store, self.root = self.store, None, None
        if store is not None:
            self._tasks.run(self, lambda _cancel: store.close(), _nothing, failed=_nothing)

    @Slot()
    def _watch(self) -> None:
        store = self.store
        if store is None:
            return
        paths = self._watched | {ROOT}
        self._tasks.run(
            self,
            lambda _cancel: store.watch(paths),
            _nothing,
            failed=_Entry._watching_failed,
            key="set watched",
        )

    def _reopened(self, opened: Opened) -> None:
        self.take(opened)
        self.arrived.emit(self.info.id)

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

    def _broken(self, _error: EmError) -> None:
        if self.store is not None:
            self.stop()
            self.left.emit(self.info.id)

    def _watching_failed(self, _error: EmError) -> None:
        self.probe()


def _open(make_store: StoreFactory, folder: str) -> Opened:
    store = make_store(Path(folder))
    try:
        if store.capabilities.watch:  # before anything is listed, so that no change is missed
            store.watch(frozenset({ROOT}))
        return Opened(store, store.get(ROOT))
    except EmError:
        store.close()
        raise


def _open_at(
    make_store: StoreFactory, folder: str, known: Sequence[tuple[str, Store | None]] = ()
) -> Opened:
    """The store of a folder; where it is a recording, one of a folder above it.

    A recording of which no folder above can be listed is a folder of its files.

    Args:
        make_store: makes a store that isn't open yet.
        folder: what to open.
        known: folders above it, the innermost first, and their stores where these are open.
    """
    if Path(folder).is_dir():
        for above, store in (*known, (str(Path(folder).parent), None)):
            found = _find_recording(make_store, above, store, folder)
            if found is not None:
                return found
    return _open(make_store, folder)


def _find_recording(
    make_store: StoreFactory, above: str, store: Store | None, folder: str
) -> Opened | None:
    """The recording in this folder above it; None where it is none, or can't be found there."""
    path = NodePath(Path(folder).relative_to(above).parts)
    if path.is_root:
        return None
    try:
        opened = _open(make_store, above) if store is None else Opened(store, store.get(ROOT))
    except EmError:
        return None
    try:
        if not opened.store.get(path).is_folder:
            return Opened(opened.store, opened.root, path)
    except EmError:  # it is hidden there
        pass
    if store is None:
        opened.store.close()
    return None


def _is_below(folder: str, above: str) -> bool:
    return Path(above) in Path(folder).parents


def _nothing(_owner: QObject, _value: object) -> None:
    """What came of it doesn't matter."""


def _absolute(path: Path) -> str:
    """The folder's absolute path without ``..``; links stay as the user wrote them."""
    return os.path.abspath(path.expanduser())  # noqa: PTH100 - Path.absolute keeps ".."
