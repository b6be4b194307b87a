"""The table of a folder: keys, check boxes and header."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyleOptionViewItem,
    QWidget,
)

from em_desktop.domain.nodes import Node
from em_desktop.domain.run_columns import RunColumn
from em_desktop.gui import theme
from em_desktop.gui.dropping import DropZone
from em_desktop.gui.models.listing import ListingModel
from em_desktop.gui.models.listing_rows import COLUMNS, NEWEST_FIRST, Column, Query
from em_desktop.gui.panes.folder.delegate import ListingDelegate
from em_desktop.gui.widgets import (
    HeaderView,
    TableView,
    paint_check,
)

CHECK = COLUMNS.index(Column.CHECK)
NAME = COLUMNS.index(Column.NAME)
_LEAST_NAME = 160


class ListingHeader(HeaderView):
    """Titles, and a check box for all rows. Pinned columns stay when the others scroll.

    Attributes:
        pressed_with: the keys that were held when a title was pressed.
        sorts: the columns that are sorted by, and whether the largest comes first.
        pinned_count: how many columns from the left are pinned.
    """

    check_toggled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.checked = Qt.CheckState.Unchecked
        self.pressed_with = Qt.KeyboardModifier.NoModifier
        self.sorts: dict[int, bool] = {}
        self.pinned_count = NAME + 1
        self.setSectionsMovable(True)
        self.setFirstSectionMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:  # noqa: N802
        super().paintSection(painter, rect, logical)
        if logical == CHECK and rect.isValid():
            paint_check(painter, QRectF(rect), self.checked)

    def sorted_by(self, logical: int) -> bool | None:
        return self.sorts.get(logical)

    def pinned(self) -> list[tuple[int, int, int]]:
        """Number, left edge and width of the pinned columns, where others have scrolled below."""
        if not self.offset():
            return []
        found, left = [], 0
        for place in range(min(self.pinned_count, self.count())):
            logical = self.logicalIndex(place)
            if not self.isSectionHidden(logical):
                found.append((logical, left, self.sectionSize(logical)))
                left += self.sectionSize(logical)
        return found if left < self.viewport().width() / 2 else []

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        for logical, left, width in self.pinned():
            self.paintSection(painter, QRect(left, 0, width, self.height()), logical)
        painter.end()

    def logical_at(self, x: int) -> int:
        """The column at a place of the viewport; a pinned one lies above others."""
        for logical, left, width in self.pinned():
            if left <= x < left + width:
                return logical
        return self.logicalIndexAt(x)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self.pressed_with = event.modifiers()
        if self.logical_at(round(event.position().x())) == CHECK:
            if event.button() is Qt.MouseButton.LeftButton:
                self.check_toggled.emit()
            return
        super().mousePressEvent(event)


class ListingTable(TableView):
    """Rows of nodes. A check box and the selection of its row are one and the same.

    Attributes:
        drop_zone: takes what is dropped.
        listing: the rows.
    """

    open_requested = Signal(bool)
    """Open what is selected; True in new tabs."""
    copy_requested = Signal()
    cut_requested = Signal()
    paste_requested = Signal()
    remove_requested = Signal()
    drag_requested = Signal()
    """The user drags the selected rows."""
    sort_requested = Signal(object, bool, bool)
    """Column, whether the largest comes first, and whether it is one more to sort by."""
    selection_changed = Signal()
    view_moved = Signal()
    """Other rows may be visible now."""

    def __init__(self, model: ListingModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = self.listing = model
        self._selected: tuple[Node, ...] | None = None
        for changed in (
            model.layoutChanged,
            model.rowsInserted,
            model.rowsRemoved,
            model.dataChanged,
        ):
            changed.connect(self._forget_selected)
        self.drop_zone: DropZone | None = None
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDropIndicatorShown(False)
        header = ListingHeader(self)
        self.setHorizontalHeader(header)
        self.header = header
        self.setModel(model)
        self.setItemDelegate(ListingDelegate(self))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.setMinimumSectionSize(34)
        header.setSectionResizeMode(CHECK, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.sectionResized.connect(self._section_resized)
        header.setStretchLastSection(False)
        header.check_toggled.connect(self._toggle_all)
        header.sectionClicked.connect(self._sort_by)
        self.doubleClicked.connect(self._open)
        self.verticalScrollBar().valueChanged.connect(self.view_moved)
        model.layoutChanged.connect(self.view_moved)
        model.rowsInserted.connect(self._rows_changed)
        model.rowsRemoved.connect(self._rows_changed)
        model.columnsInserted.connect(self._columns_changed)
        self.horizontalScrollBar().valueChanged.connect(self._scrolled_sideways)

    # Selection

    def selected_rows(self) -> list[int]:
        """The selected places, from top to bottom."""
        rows: set[int] = set()
        for each in self._ranges():
            rows.update(range(each.top(), each.bottom() + 1))
        return sorted(rows)

    def _ranges(self) -> list[QItemSelectionRange]:
        selection = self.selectionModel().selection()
        return [selection.at(number) for number in range(selection.count())]

    def selected_nodes(self) -> tuple[Node, ...]:
        """The selected nodes, from top to bottom."""
        if self._selected is None:  # many ask while nothing changes
            self._selected = tuple(self._model.row(place).node for place in self.selected_rows())
        return self._selected

    @Slot()
    def _forget_selected(self) -> None:
        self._selected = None

    def select_rows(self, places: Sequence[int]) -> None:
        """Select these rows and nothing else."""
        last = self._model.columnCount() - 1
        selection = QItemSelection()
        for place in places:
            corner = self._model.index(place, 0)
            selection.append(QItemSelectionRange(corner, self._model.index(place, last)))
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def visible_rows(self) -> range:
        """The places of the rows that can be seen."""
        count = self._model.rowCount()
        if not count:
            return range(0)
        first = max(self.rowAt(0), 0)
        last = self.rowAt(self.viewport().height() - 1)
        return range(first, count if last < 0 else last + 1)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:  # noqa: N802
        self._selected = None
        super().selectionChanged(selected, deselected)
        self._update_check()
        self.selection_changed.emit()

    def selectionCommand(  # noqa: N802
        self, index: QModelIndex | QPersistentModelIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """A click on a check box, and Space, toggle one row and keep the others."""
        flags = QItemSelectionModel.SelectionFlag
        if isinstance(event, QMouseEvent) and index.isValid() and self._is_check(event):
            if event.type() is QEvent.Type.MouseButtonPress and not (
                event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            ):
                return flags.Toggle | flags.Rows
            if event.type() is not QEvent.Type.MouseButtonPress:
                return flags.NoUpdate
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space:
            return flags.Toggle | flags.Rows
        return super().selectionCommand(index, event)

    def _is_check(self, event: QMouseEvent) -> bool:
        return self.header.logical_at(round(event.position().x())) == CHECK

    @Slot()
    def _columns_changed(self) -> None:
        """What is selected are whole rows, also in columns that came just now."""
        rows = self.selected_rows()
        if rows:
            self.select_rows(rows)

    @Slot()
    def _scrolled_sideways(self) -> None:
        self.viewport().update()
        self.header.viewport().update()

    @Slot()
    def _toggle_all(self) -> None:
        if len(self.selected_rows()) == self._model.rowCount():
            self.clearSelection()
        else:
            self.selectAll()

    def _update_check(self) -> None:
        count = sum(each.height() for each in self._ranges())
        state = Qt.CheckState.PartiallyChecked
        if not count:
            state = Qt.CheckState.Unchecked
        elif count == self._model.rowCount():
            state = Qt.CheckState.Checked
        if state != self.header.checked:
            self.header.checked = state
            self.header.viewport().update()

    @Slot()
    def _rows_changed(self) -> None:
        self._update_check()
        self.view_moved.emit()

    # Sorting

    def show_sort(self, query: Query) -> None:
        """Mark the columns that are sorted by."""
        columns = self._model.columns
        sorts = ((query.column, query.descending), *query.then)
        self.header.sorts = {
            columns.index(column): descending for column, descending in sorts if column in columns
        }
        self.header.viewport().update()

    @Slot(int)
    def _sort_by(self, logical: int) -> None:
        column, query = self._model.columns[logical], self._model.query
        further = bool(self.header.pressed_with & Qt.KeyboardModifier.ShiftModifier)
        sorts = dict(((query.column, query.descending), *(query.then if further else ())))
        if column in sorts:
            descending = not sorts[column]
        else:
            best_first = isinstance(column, RunColumn) and column.better is True
            descending = column in NEWEST_FIRST or best_first
        self.sort_requested.emit(column, descending, further)

    # Keys and sizes

    @Slot()
    def _open(self) -> None:
        self.open_requested.emit(False)  # noqa: FBT003 - a signal has no keywords

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            in_new_tab = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self.open_requested.emit(in_new_tab)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_requested.emit()
        elif event.matches(QKeySequence.StandardKey.Cut):
            self.cut_requested.emit()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste_requested.emit()
        elif event.key() == Qt.Key.Key_Delete and not event.modifiers():
            self.remove_requested.emit()
        elif event.key() == Qt.Key.Key_F2:
            self.start_renaming()
        elif event.key() == Qt.Key.Key_Escape and self.selectionModel().hasSelection():
            self.clearSelection()
        else:
            super().keyPressEvent(event)

    @Slot()
    def start_renaming(self) -> bool:
        """Let the user type another name for the current row; whether that is possible."""
        index = self.currentIndex().siblingAtColumn(NAME)
        if not index.isValid() or not index.flags() & Qt.ItemFlag.ItemIsEditable:
            return False
        self.scrollTo(index)
        self.edit(index)
        return True

    def rename_row(self, place: int) -> None:
        """Let the user type another name for the row at this place."""
        self.setCurrentIndex(self._model.index(place, NAME))
        self.start_renaming()

    # Dragging

    def startDrag(self, _actions: Qt.DropAction) -> None:  # noqa: N802
        self.drag_requested.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        self._paint_pinned()
        zone = self.drop_zone
        if zone is None or zone.hint is None or not zone.hint.row.isValid():
            return
        row, width = zone.hint.row.row(), self.viewport().width()
        painter = QPainter(self.viewport())
        area = QRect(1, self.rowViewportPosition(row), width - 2, self.rowHeight(row))
        zone.paint_hint(painter, area, width // 2)
        painter.end()

    def _paint_pinned(self) -> None:
        """Paint the pinned columns over those that have scrolled below them."""
        pinned = self.header.pinned()
        if not pinned:
            return
        painter = QPainter(self.viewport())
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        for row in self.visible_rows():
            for logical, left, width in pinned:
                index = self._model.index(row, logical)
                top = self.rowViewportPosition(row)
                option.rect = QRect(left, top, width, self.rowHeight(row))
                option.state &= ~QStyle.StateFlag.State_Selected
                if self.selectionModel().isSelected(index):
                    option.state |= QStyle.StateFlag.State_Selected
                painter.fillRect(option.rect, theme.color("surface"))
                self.itemDelegate().paint(painter, option, index)
        _, left, width = pinned[-1]
        painter.fillRect(left + width - 1, 0, 1, self.height(), theme.color("border_strong"))
        painter.end()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        super().mouseReleaseEvent(event)
        if event.button() is Qt.MouseButton.MiddleButton:
            index = self.indexAt(event.position().toPoint())
            if index.isValid():
                self.setCurrentIndex(index)
                self.open_requested.emit(True)  # noqa: FBT003 - as above

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._keep_name_readable()
        self.view_moved.emit()

    @Slot(int)
    def _section_resized(self, logical: int) -> None:
        """Also columns that come, go, or get their widths by what they hold."""
        if logical != NAME:
            self._keep_name_readable()

    def _keep_name_readable(self) -> None:
        """The name takes what the others leave, but never less than 160 pixels."""
        others = sum(
            self.header.sectionSize(number)
            for number in range(self.header.count())
            if number != NAME and not self.header.isSectionHidden(number)
        )
        fits = self.viewport().width() - others >= theme.scaled(_LEAST_NAME)
        mode = QHeaderView.ResizeMode.Stretch if fits else QHeaderView.ResizeMode.Interactive
        if self.header.sectionResizeMode(NAME) is not mode:
            self.header.setSectionResizeMode(NAME, mode)
            if not fits:
                self.header.resizeSection(NAME, theme.scaled(_LEAST_NAME))
