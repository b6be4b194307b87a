"""The navigator's item model: a Qt face for `tree_rows.TreeRows`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias

from PySide6.QtCore import (
    QAbstractItemModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
    Slot,
)

from em_desktop.domain.nodes import Node, Status
from em_desktop.domain.operations import Changes
from em_desktop.domain.paths import ROOT, NodePath, printable
from em_desktop.errors import CancelledError, EmError, NotFoundError
from em_desktop.gui import theme, wording
from em_desktop.gui.connection_words import offline_text, offline_word
from em_desktop.gui.context import Context, Location
from em_desktop.gui.expecting import Expected
from em_desktop.gui.models.first_nodes import FirstNodes
from em_desktop.gui.models.same_names import time_parts
from em_desktop.gui.models.tree_row import (
    MORE_ROWS,
    TOP,
    Edit,
    Insertion,
    LoadState,
    Relocation,
    Removal,
    Row,
    RowKind,
)
from em_desktop.gui.models.tree_rows import TreeRows
from em_desktop.gui.server_names import account_of, account_title, is_server, place_title
from em_desktop.gui.store_entry import Offline
from em_desktop.stores.base import Cancel, Store

Index: TypeAlias = QModelIndex | QPersistentModelIndex

ROW_ROLE = int(Qt.ItemDataRole.UserRole)
"""The `Row` of an index."""

_READING_AFTER_MS = 300
_PAGE = 500
_INVALID = QModelIndex()
_STORE = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_FOLDER = _STORE | Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemIsEditable
_LEAF = _FOLDER | Qt.ItemFlag.ItemNeverHasChildren
_HEADING = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
_NOTE = _STORE | Qt.ItemFlag.ItemNeverHasChildren
"""Made once: the tree asks all visible rows for their flags at each change."""
_NODE = RowKind.NODE
_FLAGS = {RowKind.STORE: _STORE, RowKind.ACCOUNT: _STORE, RowKind.SERVERS: _HEADING}
"""Of rows that aren't nodes; stores and accounts may come back."""


@dataclass(frozen=True, slots=True)
class _Page:
    """Some of a folder's nodes.

    Attributes:
        folder: the path that was read; by now the row may stand for another one.
        is_glimpse: what was found first, in case that nothing is shown yet.
        has_more: whether the folder holds further nodes; None until the end is reached.
    """

    folder: NodePath
    nodes: Sequence[Node] = ()
    has_more: bool | None = None
    is_glimpse: bool = False


class TreeModel(QAbstractItemModel):
    """All open stores as one tree that is read as far as it was opened.

    An index carries the row's id. A folder is read when the view first asks for its
    children (`fetchMore`); pages come in when they are read. Where a listing is long a last
    row offers more, and where it failed a last row offers to try again (`activate`).
    """

    rename_wanted = Signal(object, object, str)
    """The user gave this `Location`, which is this `Node`, another name."""
    folder_read = Signal(object)
    """The `Location` of a folder whose children were read (again)."""

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows = TreeRows(self)
        self._context = context
        self._parts: dict[int, dict[NodePath, str]] = {}
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(_READING_AFTER_MS)
        self._slow.timeout.connect(self._show_reading)
        stores = context.stores
        stores.opened.connect(self._store_opened)
        stores.closed.connect(self._store_closed)
        stores.availability_changed.connect(self._availability_changed)
        stores.changed.connect(self._changed)
        context.editor.expected.connect(self._expected)
        for info in stores.infos():
            self._store_opened(info.id)

    # What the rows tell

    @contextmanager
    def editing(self, edit: Edit) -> Iterator[None]:
        """The only place that begins and ends a change of rows."""
        parent = self._index(edit.parent)
        self._parts.pop(edit.parent, None)
        end: Callable[[], None]
        match edit:
            case Insertion():
                self.beginInsertRows(parent, edit.first, edit.last)
                end = self.endInsertRows
            case Removal():
                self.beginRemoveRows(parent, edit.first, edit.last)
                end = self.endRemoveRows
            case Relocation():
                self._parts.pop(edit.target, None)
                target, at = self._index(edit.target), edit.target_position
                self.beginMoveRows(parent, edit.position, edit.position, target, at)
                end = self.endMoveRows
        try:
            yield
        finally:
            end()

    def updated(self, row: Row) -> None:
        """A row shows something else now."""
        self._parts.pop(row.parent, None)
        index = self._index(row.id)
        self.dataChanged.emit(index, index)

    # Where things are

    def row_at(self, index: Index) -> Row | None:
        """The row of an index; None for an invalid one."""
        return self.rows.row(index.internalId()) if index.isValid() else None

    def location_at(self, index: Index) -> Location | None:
        """The node of an index; None for a note or an invalid index."""
        row = self.row_at(index)
        if row is None or row.kind not in {RowKind.STORE, RowKind.NODE}:
            return None
        return Location(row.store_id, row.path)

    def index_of(self, location: Location) -> QModelIndex:
        """Where a node is shown; invalid where it wasn't read yet."""
        row = self.rows.find(location.store_id, location.path)
        return QModelIndex() if row is None else self._index(row.id)

    def activate(self, index: Index) -> bool:
        """Do what a note row offers; whether it was one that offers something."""
        row = self.row_at(index)
        if row is None or row.kind not in {RowKind.MORE, RowKind.FAILED}:
            return False
        folder = self.rows.row(row.parent)
        if row.kind is RowKind.MORE:
            folder.limit += MORE_ROWS
        else:
            self._context.stores.suspect(row.store_id)
        self._read(folder)
        return True

    def offline(self, row: Row) -> Offline | None:
        """Since when and why the server of a store or account can't be reached."""
        stores = self._context.stores
        ids = [row.store_id]
        if row.kind is RowKind.ACCOUNT:
            ids = [self.rows.row(row_id).store_id for row_id in row.children]
        found = (stores.offline(each) for each in ids if each in stores)
        return next((each for each in found if each is not None), None)

    def index_of_row(self, row: Row) -> QModelIndex:
        """Where a row is shown."""
        return self._index(row.id)

    def index_of_heading(self) -> QModelIndex:
        """Where the heading above the accounts is; invalid where there is none."""
        children = self.rows.row(TOP).children
        found = (each for each in children if self.rows.row(each).kind is RowKind.SERVERS)
        row_id = next(found, None)
        return QModelIndex() if row_id is None else self._index(row_id)

    def account_at(self, index: Index) -> str:
        """What an account's row stands for; empty for another row."""
        row = self.row_at(index)
        return row.name if row is not None and row.kind is RowKind.ACCOUNT else ""

    def refresh(self, location: Location) -> None:
        """Read a folder again, and the folders below it that were read."""
        for row in self.rows.folders(location.store_id):
            if row.path == location.path or row.path.is_below(location.path):
                self._read(row)

    def name_suffix(self, row: Row) -> str:
        """What tells a row from another one of the same name, to be shown muted beside it."""
        if not row.is_twin:
            return ""
        if row.kind is RowKind.STORE:
            return printable(row.location)
        if row.parent not in self._parts:
            siblings = (self.rows.row(row_id) for row_id in self.rows.row(row.parent).children)
            nodes = [each.node for each in siblings if each.is_twin and each.node is not None]
            self._parts[row.parent] = time_parts(nodes)
        return self._parts[row.parent].get(row.path, "")

    # QAbstractItemModel

    def index(self, row: int, column: int, parent: Index = _INVALID) -> QModelIndex:
        children = self._children(parent)
        if column != 0 or not 0 <= row < len(children):
            return QModelIndex()
        return self.createIndex(row, 0, children[row])

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]
        row = self.row_at(index)
        return QModelIndex() if row is None else self._index(row.parent)

    def rowCount(self, parent: Index = _INVALID) -> int:  # noqa: N802
        return 0 if parent.column() > 0 else len(self._children(parent))

    def columnCount(self, parent: Index = _INVALID) -> int:  # noqa: ARG002, N802
        return 1

    def hasChildren(self, parent: Index = _INVALID) -> bool:  # noqa: N802
        row = self.row_at(parent)
        if row is None:
            return bool(self.rows.row(TOP).children)
        if row.children:
            return True
        unread = row.state is LoadState.UNKNOWN or row.state is LoadState.LOADING
        return unread and row.is_folder

    def canFetchMore(self, parent: Index) -> bool:  # noqa: N802
        row = self.row_at(parent)
        return row is not None and row.is_folder and row.state is LoadState.UNKNOWN

    def fetchMore(self, parent: Index) -> None:  # noqa: N802
        if self.canFetchMore(parent):
            self._read(self.rows.row(parent.internalId()))

    def flags(self, index: Index) -> Qt.ItemFlag:
        row = self.row_at(index)
        if row is None:
            return Qt.ItemFlag.NoItemFlags
        node = row.node
        if row.kind is _NODE and node is not None:
            return _FOLDER if node.is_folder else _LEAF
        return _FLAGS.get(row.kind, _NOTE)

    def setData(  # noqa: N802
        self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        """Ask for another name; the row has it when the store has."""
        row, name = self.row_at(index), str(value).strip()
        if row is None or row.node is None or role != Qt.ItemDataRole.EditRole:
            return False
        if name and name != row.node.name:
            self.rename_wanted.emit(Location(row.store_id, row.path), row.node, name)
        return True

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.row_at(index)
        if row is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _text(row)
            case Qt.ItemDataRole.EditRole:
                return row.title
            case Qt.ItemDataRole.DecorationRole:
                return None if row.node is None else theme.node_icon(row.node.type)
            case Qt.ItemDataRole.ToolTipRole:
                return self._tool_tip(row)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._accessible_text(row)
            case _ if role == ROW_ROLE:
                return row
        return None

    # Reading

    def _read(self, row: Row) -> None:
        stores, row_id = self._context.stores, row.id
        self.rows.start(row)
        self._slow.start()
        try:
            store = stores.store(row.store_id)
        except EmError as error:
            self.rows.fail(row, error)
            return
        path, limit = row.path, row.limit
        self._context.tasks.stream(
            self,
            lambda cancel: _pages(store, path, limit, cancel),
            lambda model, page: model.take_page(row_id, page),
            failed=lambda model, error: model.take_failure(row_id, error),
            key=f"read {row_id}",
        )

    def take_page(self, row_id: int, page: _Page) -> None:
        """Show a page that arrived for a row, if the row is still there."""
        if row_id not in self.rows or not self.rows.row(row_id).is_folder:
            return
        row = self.rows.row(row_id)
        if row.path != page.folder:  # it moved while it was read
            self._read(row)
            return
        if page.is_glimpse:
            self.rows.glimpse(row, page.nodes)
            return
        self.rows.merge(row, page.nodes)
        if page.has_more is not None:
            self.rows.finish(row, has_more=page.has_more)
            self.folder_read.emit(Location(row.store_id, row.path))

    def take_failure(self, row_id: int, error: EmError) -> None:
        """Show that reading a row's children failed."""
        if row_id not in self.rows or not self.rows.row(row_id).is_folder:
            return
        row = self.rows.row(row_id)
        self.rows.fail(row, error)
        if row.kind is RowKind.STORE:
            self._context.stores.suspect(row.store_id)

    @Slot()
    def _show_reading(self) -> None:
        for info in self._context.stores.infos():
            for row in self.rows.folders(info.id):
                self.rows.show_reading(row)

    # What happens to the stores

    @Slot(str)
    def _store_opened(self, store_id: str) -> None:
        stores = self._context.stores
        account = account_of(store_id) if is_server(store_id) else ""
        self.rows.add_store(stores.info(store_id), stores.root(store_id), account)

    @Slot(str)
    def _store_closed(self, store_id: str) -> None:
        self.rows.remove_store(store_id)

    @Slot(str)
    def _availability_changed(self, store_id: str) -> None:
        stores = self._context.stores
        self.rows.set_mounted(stores.info(store_id), stores.root(store_id))

    @Slot(str, object)
    def _expected(self, store_id: str, expected: Expected) -> None:
        """Show what a gesture will have done; the truth is read afterwards."""
        self.rows.move(store_id, expected.moved)
        self.rows.remove(store_id, expected.removed)
        self.rows.update(store_id, expected.nodes)

    @Slot(str, object)
    def _changed(self, store_id: str, changes: Changes) -> None:
        if changes.reset:
            self.refresh(Location(store_id, ROOT))
            return
        self.rows.move(store_id, changes.moved)
        self.rows.remove(store_id, changes.removed)
        again = set(changes.parents)
        for old, new in changes.moved:
            again |= {old.parent, new.parent}
        for path in again:
            row = self.rows.find(store_id, path)
            if row is not None and row.is_folder and row.state is not LoadState.UNKNOWN:
                self._read(row)
        self._read_nodes(store_id, changes.nodes)

    def _read_nodes(self, store_id: str, paths: frozenset[NodePath]) -> None:
        shown = [path for path in paths if self.rows.find(store_id, path) is not None]
        if not shown:
            return
        store = self._context.stores.store(store_id)
        self._context.tasks.run(
            self,
            lambda cancel: _nodes(store, shown, cancel),
            lambda model, nodes: model.rows.update(store_id, nodes),
            failed=lambda model, _error: model.suspect(store_id),
        )

    def suspect(self, store_id: str) -> None:
        """Reading failed in a store: it may be gone."""
        self._context.stores.suspect(store_id)

    # Parts

    def _index(self, row_id: int) -> QModelIndex:
        if row_id == TOP:
            return QModelIndex()
        row = self.rows.row(row_id)
        return self.createIndex(self.rows.position(row), 0, row_id)

    def _children(self, parent: Index) -> list[int]:
        return self.rows.row(parent.internalId() if parent.isValid() else TOP).children

    def _tool_tip(self, row: Row) -> str:
        if row.kind in {RowKind.STORE, RowKind.ACCOUNT}:
            offline = self.offline(row)
            place = printable(row.location or row.name)
            return place if offline is None else f"{place}\n{offline_text(offline)}"
        if row.kind is RowKind.FAILED:
            error = self.rows.row(row.parent).error
            return "" if error is None else printable(str(error))
        if row.node is None:
            return ""
        status = row.node.status_at(datetime.now(UTC))
        words = wording.type_text(row.node.type) if status is None else wording.status_text(status)
        return f"{printable(row.path.name)}\n{words}"

    def _accessible_text(self, row: Row) -> str:
        words = [_text(row), self.name_suffix(row)]
        if row.node is not None:
            words.append(wording.type_text(row.node.type))
            status = row.node.status_at(datetime.now(UTC))
            if status not in {None, Status.UNKNOWN}:
                words.append(wording.status_text(status))
        if row.kind in {RowKind.STORE, RowKind.ACCOUNT} and self.offline(row) is not None:
            words.append(offline_word())
        elif row.kind is RowKind.STORE and not row.mounted:
            words.append(not_mounted_text())
        return ", ".join(word for word in words if word)


def not_mounted_text() -> str:
    """What stands beside a store whose folder isn't there."""
    return QCoreApplication.translate("TreeModel", "not mounted")


def _text(row: Row) -> str:
    match row.kind:
        case RowKind.MORE:
            text = QCoreApplication.translate("TreeModel", "Show {count} more")
            return text.format(count=MORE_ROWS)
        case RowKind.READING:
            return QCoreApplication.translate("TreeModel", "Reading...")
        case RowKind.EMPTY:
            return QCoreApplication.translate("TreeModel", "Empty")
        case RowKind.FAILED:
            return QCoreApplication.translate("TreeModel", "Couldn’t be read")
        case RowKind.SERVERS:
            return QCoreApplication.translate("TreeModel", "Servers")
        case RowKind.ACCOUNT:
            return account_title(row.name)
        case RowKind.STORE if is_server(row.store_id):
            return place_title(row.store_id)
        case _:
            return printable(row.title)


def _pages(store: Store, path: NodePath, limit: int, cancel: Cancel) -> Iterator[_Page]:
    """The first nodes in order, which are known at the end; a glimpse of them comes before."""
    first = FirstNodes(limit)
    for nodes in store.children(path, cancel):
        first.take(nodes)
        if first.count == len(nodes):
            yield _Page(path, first.in_order(), is_glimpse=True)
        if first.has_enough:
            break
    shown = first.in_order()
    for start in range(0, len(shown), _PAGE):
        yield _Page(path, shown[start : start + _PAGE])
    yield _Page(path, has_more=first.count > limit)


def _nodes(store: Store, paths: Sequence[NodePath], cancel: Cancel) -> list[Node]:
    found = []
    for path in paths:
        cancel.check()
        try:
            found.append(store.get(path))
        except CancelledError:
            raise
        except NotFoundError:  # its removal is told on its own
            continue
    return found
