"""The navigator's list of pinned nodes."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtWidgets import QAbstractItemView, QMenu, QWidget

from em_desktop.domain.paths import printable
from em_desktop.gui import theme, wording
from em_desktop.gui.bookmarks import Bookmarks
from em_desktop.gui.context import Context, Location
from em_desktop.gui.navigator_tree import StoreTree
from em_desktop.gui.session import Bookmark

_MOST_ROWS = 8
_INVALID = QModelIndex()


class PinnedModel(QAbstractItemModel):
    """The pinned bookmarks as rows; not a list model, with which a `TreeView` crashes."""

    def __init__(self, context: Context, bookmarks: Bookmarks, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._bookmarks = bookmarks
        self._rows: tuple[Bookmark, ...] = bookmarks.pinned
        bookmarks.changed.connect(self._take)

    @Slot()
    def _take(self) -> None:
        if self._rows != self._bookmarks.pinned:
            self.beginResetModel()
            self._rows = self._bookmarks.pinned
            self.endResetModel()

    def bookmark_at(self, index: QModelIndex | QPersistentModelIndex) -> Bookmark | None:
        """What is pinned in a row."""
        return self._rows[index.row()] if index.isValid() else None

    def location_at(self, index: QModelIndex | QPersistentModelIndex) -> Location | None:
        """The node of a row."""
        return self._rows[index.row()].location if index.isValid() else None

    def index(
        self, row: int, column: int, parent: QModelIndex | QPersistentModelIndex = _INVALID
    ) -> QModelIndex:
        is_there = not parent.isValid() and column == 0 and 0 <= row < len(self._rows)
        return self.createIndex(row, column) if is_there else QModelIndex()

    def parent(self, index: QModelIndex | QPersistentModelIndex) -> QModelIndex:  # type: ignore[override]  # noqa: ARG002
        return QModelIndex()

    def columnCount(  # noqa: N802
        self,
        parent: QModelIndex | QPersistentModelIndex = _INVALID,  # noqa: ARG002
    ) -> int:
        return 1

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _INVALID) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self._rows)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if not index.isValid():
            return None
        bookmark = self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return printable(bookmark.name)
            case Qt.ItemDataRole.DecorationRole:
                return theme.icon("filter") if bookmark.view else theme.node_icon(bookmark.type)
            case Qt.ItemDataRole.ToolTipRole:
                location = bookmark.location
                place = printable(" / ".join((location.store_id, *location.path.parts)))
                query = bookmark.view_state().get("filter")
                return f"{place}\n{printable(query)}" if isinstance(query, str) else place
            case Qt.ItemDataRole.AccessibleTextRole if bookmark.view:
                return self.tr("{name}, smart folder").format(name=printable(bookmark.name))
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{printable(bookmark.name)}, {wording.type_text(bookmark.type)}"
        return None


class PinnedList(StoreTree):
    """As high as its rows, up to eight; more scroll."""

    node_menu_wanted = Signal(object, QPoint)
    """Show the menu of this `Location` at this place."""

    def __init__(self, context: Context, bookmarks: Bookmarks, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._bookmarks = bookmarks
        self._pins = PinnedModel(context, bookmarks, self)
        self.setModel(self._pins)
        self.setRootIsDecorated(False)
        self.setSizeAdjustPolicy(QAbstractItemView.SizeAdjustPolicy.AdjustToContents)
        self._pins.modelReset.connect(self._fit_rows)
        self.opened.connect(self._open)
        self.menu_wanted.connect(self._want_menu)
        theme.theme().changed.connect(self._fit_rows)
        self._fit_rows()

    def count(self) -> int:
        """How many nodes are pinned."""
        return self._pins.rowCount()

    def selected(self) -> Location | None:
        """The node of the current row."""
        return self._pins.location_at(self.currentIndex())

    def sizeHint(self) -> QSize:  # noqa: N802
        rows = min(self._pins.rowCount(), _MOST_ROWS)
        return QSize(theme.size.navigator, rows * theme.size.tree_row + theme.space.icon)

    @Slot()
    def _fit_rows(self) -> None:
        self.setFixedHeight(self.sizeHint().height())

    @Slot(QModelIndex, bool)
    def _open(self, index: QModelIndex, new_tab: bool) -> None:
        bookmark = self._pins.bookmark_at(index)
        if bookmark is not None and bookmark.view:
            self._context.open_view(bookmark.location, bookmark.view_state(), new_tab=new_tab)
        elif bookmark is not None:
            self._context.open(bookmark.location, new_tab=new_tab)

    @Slot(QModelIndex, QPoint)
    def _want_menu(self, index: QModelIndex, place: QPoint) -> None:
        bookmark = self._pins.bookmark_at(index)
        if bookmark is None:
            return
        if not bookmark.view:
            self.node_menu_wanted.emit(bookmark.location, place)
            return
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        self.fill_smart_menu(menu, index, bookmark)
        menu.popup(place)

    def fill_smart_menu(self, menu: QMenu, index: QModelIndex, bookmark: Bookmark) -> None:
        """Fill a menu with what can be done with a smart folder."""
        opened = menu.addAction(self.tr("Open"))
        opened.triggered.connect(partial(self._open_row, index, new_tab=False))
        beside = menu.addAction(self.tr("Open in new tab"))
        beside.triggered.connect(partial(self._open_row, index, new_tab=True))
        menu.addSeparator()
        removed = menu.addAction(theme.icon("delete"), self.tr("Remove smart folder"))
        removed.triggered.connect(partial(self._remove, bookmark))

    def _open_row(self, index: QModelIndex, *_checked: object, new_tab: bool) -> None:
        self._open(index, new_tab)

    def _remove(self, bookmark: Bookmark, *_checked: object) -> None:
        self._bookmarks.remove(bookmark)
