"""The stores that are open in the window."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from em_desktop.domain.nodes import Node
from em_desktop.domain.operations import Changes
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.errors import EmError, NotFoundError, NotLoggedInError, UnavailableError
from em_desktop.gui import wording
from em_desktop.gui.context import Location
from em_desktop.gui.server_names import (
    account_of,
    account_title,
    is_server,
    place_title,
    remembered_info,
)
from em_desktop.gui.store_entry import Offline, Opened, StoreEntry, open_store
from em_desktop.gui.tasks import Tasks
from em_desktop.stores.base import Store, StoreInfo

StoreFactory: TypeAlias = Callable[[Path], Store]
"""Makes the store of a folder; called in a worker."""
ServerFactory: TypeAlias = Callable[[str], Store]
"""Makes the store of a server with this id; called in a worker."""

_RETRY_MS = 2000


def local_store(root: Path) -> Store:
    """The store that a folder is; its package is imported when the first one is opened."""
    from em_desktop.stores.local import LocalStore

    return LocalStore(root)


def no_server(store_id: str) -> Store:
    """Where no servers are known.

    Raises:
        NotLoggedInError: always.
    """
    raise NotLoggedInError(store_id, "no account is known")


class OpenStores(QObject):
    """Opens folders and servers as stores, and notices when they go and come back.

    A store whose folder isn't there (a drive that isn't mounted) stays in the
    list. It is tried every other second and works again once the folder is back. So it is
    with a server that can't be reached, but what was loaded of it stays (`offline`).
    """

    opened = Signal(str)
    """The store with this id is in the list now."""
    closed = Signal(str)
    failed = Signal(str, object)
    """This folder couldn't be opened, because of this `EmError`."""
    changed = Signal(str, object)
    """Something changed in a store: `Changes`."""
    availability_changed = Signal(str)
    """A store can't be reached any more, or can again; see `root` and `offline`."""

    def __init__(
        self,
        tasks: Tasks,
        make_store: StoreFactory = local_store,
        parent: QObject | None = None,
        *,
        connect: ServerFactory = no_server,
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._make_store = make_store
        self._connect = connect
        self._entries: dict[str, StoreEntry] = {}
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

    def title(self, store_id: str) -> str:
        """What people call a store of the list: a folder's name, or which part of a server it is.

        Raises:
            NotFoundError: it isn't in the list.
        """
        info = self._entry(store_id).info
        if not is_server(store_id):
            return info.name
        accounts = {account_of(each) for each in self._entries if is_server(each)}
        account = account_of(store_id)
        place = place_title(store_id)
        return place if len(accounts) == 1 else f"{place} · {account_title(account)}"

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
        if entry.store is None and entry.offline is not None:
            raise entry.offline.error
        if entry.store is None:
            raise UnavailableError(entry.info.location, "it isn't there")
        return entry.store

    def offline(self, store_id: str) -> Offline | None:
        """Since when and why a server can't be reached; None where it can."""
        return self._entry(store_id).offline

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
        folders = (entry for entry in self._entries.values() if not is_server(entry.info.id))
        above = [entry for entry in folders if _is_below(folder, entry.info.id)]
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

    def open_server(self, store_id: str, then: Callable[[Location], None] | None = None) -> None:
        """Put a part of a server into the list and open it; ``then`` is called when that is done.

        It stays in the list where it can't be opened now.
        """
        if store_id in self._entries and not self._entries[store_id].is_away:
            if then is not None:
                then(Location(store_id, ROOT))
            return
        connect = self._connect
        self._tasks.run(
            self,
            lambda _cancel: open_store(partial(connect, store_id)),
            lambda stores, opened: stores.adopt(opened, then or _nowhere),
            failed=lambda stores, error: stores.failed.emit(store_id, error),
            key=f"open {store_id}",
            title=self.tr("Connecting"),
        )

    def remember(self, store_ids: Iterable[str]) -> None:
        """Put stores of an earlier session into the list; each opens as soon as it is there."""
        for store_id in store_ids:
            if store_id not in self._entries:
                self._add(remembered_info(store_id))
                self.opened.emit(store_id)
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
        missing = [entry for entry in self._entries.values() if entry.is_away]
        for entry in missing:
            entry.open()
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
        elif entry.is_away:
            entry.take(opened)
            self._arrived(store_id)
        elif entry.store is not opened.store:  # somebody else was faster
            self._tasks.run(self, lambda _cancel: opened.store.close(), _nothing, failed=_nothing)
        then(Location(store_id, opened.path))

    def _add(self, info: StoreInfo) -> StoreEntry:
        if is_server(info.id):
            make = partial(self._connect, info.id)
        else:
            make = partial(self._make_store, Path(info.id))
        entry = StoreEntry(self._tasks, info, make, self)
        entry.arrived.connect(self._arrived)
        entry.left.connect(self._left)
        entry.changed.connect(self.changed)
        self._entries[info.id] = entry
        return entry

    def _entry(self, store_id: str) -> StoreEntry:
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


def _open(make_store: StoreFactory, folder: str) -> Opened:
    return open_store(partial(make_store, Path(folder)))


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


def _nowhere(_location: Location) -> None:
    """Nobody wants to know where it is."""


def _absolute(path: Path) -> str:
    """The folder's absolute path without ``..``; links stay as the user wrote them."""
    return os.path.abspath(path.expanduser())  # noqa: PTH100 - Path.absolute keeps ".."
