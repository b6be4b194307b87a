"""The list in which the columns of a folder's table are chosen and put in order."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListView,
    QVBoxLayout,
    QWidget,
)

from em_desktop.domain.run_columns import RunColumn
from em_desktop.gui import theme
from em_desktop.gui.models.listing_rows import AnyColumn, Column
from em_desktop.gui.models.listing_words import column_note, column_title, source_text
from em_desktop.gui.panes.folder.columns import ColumnLayout
from em_desktop.gui.widgets import (
    RowDelegate,
    RowState,
    SearchField,
    link_button,
    paint_check,
    paint_round,
    paint_text,
    text_width,
)
from em_desktop.gui.widgets.painting import RIGHT

Index = QModelIndex | QPersistentModelIndex
_WIDTH, _ROW, _TALLEST = 320, 28, 480
_MOST_OFFERED = 500
"""Of more columns than this only those that fit what is typed are listed."""
_MIME = "application/x-em-desktop-column"


class ColumnChooser(QFrame):
    """A popup: what is shown, to be dragged into another order, and what else there is."""

    def __init__(self, columns: ColumnLayout, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._columns = columns
        theme.set_lengths(self, width=_WIDTH)
        theme.set_look(self, popup=True)
        self.search = SearchField("", self)
        self.model = ChooserModel(columns, self)
        self.list = _ChooserList(self.model, self)
        self._reset = link_button("", self)
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.space.card, 0, theme.space.card, 0)
        foot.addWidget(self._reset)
        foot.addStretch(1)
        head = QHBoxLayout()
        head.setContentsMargins(10, 0, 10, 4)
        head.addWidget(self.search)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 10, 1, 10)
        box.setSpacing(6)
        box.addLayout(head)
        box.addWidget(self.list, 1)
        box.addLayout(foot)
        self.setFocusProxy(self.search)
        self.search.textChanged.connect(self._narrow)
        self._reset.clicked.connect(columns.reset)
        columns.changed.connect(self._refresh)
        self.retranslate()

    def show_below(self, button: QWidget) -> None:
        """Open below a button, as tall as its rows."""
        self.search.clear()
        self.model.refresh()
        height = theme.scaled(_ROW) * self.model.rowCount() + theme.scaled(110)
        self.setFixedHeight(min(height, theme.scaled(_TALLEST)))
        place = button.mapToGlobal(QPoint(button.width() - self.width(), button.height() + 4))
        screen = button.screen().availableGeometry()
        place.setX(max(min(place.x(), screen.right() - self.width()), screen.left()))
        self.move(place)
        self.show()
        self.search.setFocus()

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        self.search.set_placeholder(self.tr("Find column"))
        self._reset.setText(self.tr("Reset"))
        self.list.setAccessibleName(self.tr("Columns"))
        self.model.retranslate()

    @Slot()
    def _narrow(self) -> None:
        self.model.narrow(self.search.text())

    @Slot()
    def _refresh(self) -> None:
        if self.isVisible():
            self.model.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in {Qt.Key.Key_Down, Qt.Key.Key_Up} and self.search.hasFocus():
            self.list.setFocus()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class ChooserModel(QAbstractListModel):
    """Titles (texts) and columns, those that are shown first."""

    def __init__(self, columns: ColumnLayout, parent: QWidget) -> None:
        super().__init__(parent)
        self._columns = columns
        self._words: tuple[str, ...] = ()
        self._titles = ("", "")
        self.entries: list[str | AnyColumn] = []

    def retranslate(self) -> None:
        self._titles = (self.tr("Shown, drag to reorder"), self.tr("More"))
        self.refresh()

    def narrow(self, text: str) -> None:
        """List the columns whose names hold these words."""
        self._words = tuple(text.casefold().split())
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """The columns are others now."""
        shown: list[AnyColumn] = [one for one in self._columns.shown() if one is not Column.NAME]
        offered = self._columns.offered()
        entries: list[str | AnyColumn] = []
        parts: tuple[list[AnyColumn], ...] = (shown, offered)
        for title, columns in zip(self._titles, parts, strict=True):
            fitting = [one for one in columns if self._fits(one)][:_MOST_OFFERED]
            if fitting:
                entries += [title, *fitting]
        if entries != self.entries:
            self.beginResetModel()
            self.entries = entries
            self.endResetModel()

    def _fits(self, column: AnyColumn) -> bool:
        title = column_title(column).casefold()
        return all(word in title for word in self._words)

    def toggle(self, row: int) -> None:
        """Show a hidden column, hide a shown one."""
        column = self.entries[row]
        if not isinstance(column, str) or isinstance(column, Column):
            self._columns.show_column(column, shown=not self._columns.shows(column))

    def is_title(self, row: int) -> bool:
        entry = self.entries[row]
        return isinstance(entry, str) and not isinstance(entry, Column)

    def is_shown(self, row: int) -> bool:
        entry = self.entries[row]
        return not self.is_title(row) and self._columns.shows(_column(entry))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry = self.entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry if self.is_title(index.row()) else column_title(_column(entry))
        if role == Qt.ItemDataRole.CheckStateRole and not self.is_title(index.row()):
            shown = self.is_shown(index.row())
            return Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        if self.is_title(index.row()):
            return Qt.ItemFlag.ItemIsEnabled
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsDragEnabled if self.is_shown(index.row()) else flags

    # Dragging

    def supportedDropActions(self) -> Qt.DropAction:  # noqa: N802
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:  # noqa: N802
        return [_MIME]

    def mimeData(self, indexes: Any) -> QMimeData:  # noqa: N802
        data = QMimeData()
        data.setData(_MIME, str(indexes[0].row()).encode())
        return data

    def dropMimeData(  # noqa: N802
        self,
        data: QMimeData,
        action: Qt.DropAction,  # noqa: ARG002
        row: int,
        column: int,  # noqa: ARG002
        parent: Index,
    ) -> bool:
        try:
            source = int(data.data(_MIME).toStdString())
        except ValueError:
            return False
        target = row if row >= 0 else parent.row()
        if not 0 <= source < len(self.entries) or target < 0:
            return False
        place = target - (target > source)  # the title stands where the name does in the table
        self._columns.move_column(_column(self.entries[source]), place)
        return False  # the columns tell their new order themselves


class _ChooserList(QListView):
    def __init__(self, model: ChooserModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        self.setItemDelegate(_ChooserRows(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._pressed = QPersistentModelIndex()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self._pressed = QPersistentModelIndex(self.indexAt(event.position().toPoint()))
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self._pressed == index:
            self._model.toggle(index.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self._model.toggle(self.currentIndex().row())
        else:
            super().keyPressEvent(event)


class _ChooserRows(RowDelegate):
    """A handle to drag by, a check box, the name, and what it is of."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, row_height=_ROW, paints_row=False)

    def sizeHint(self, option: Any, index: Index) -> QSize:  # noqa: ARG002, N802
        return QSize(0, theme.scaled(_ROW))

    def paint_cell(self, painter: QPainter, rect: QRectF, index: Index, state: RowState) -> None:
        model = index.model()
        assert isinstance(model, ChooserModel)
        entry = model.entries[index.row()]
        if model.is_title(index.row()):
            paint_text(painter, rect.adjusted(16, 2, -12, 0), str(entry), "caption", "muted")
            return
        column, shown = _column(entry), model.is_shown(index.row())
        if state.selected or state.hovered:
            token = "selected" if state.selected else "hover_surface"
            paint_round(painter, rect.adjusted(5, 0, -5, 0), token, theme.radius.control)
        side = theme.size.icon_small
        if shown:
            handle = QRectF(rect.left() + 14, rect.top(), side, rect.height())
            theme.paint_icon(painter, handle, "drag", "muted")
        box = QRectF(rect.left() + 14 + side + 6, rect.top(), theme.size.check + 4, rect.height())
        checked = Qt.CheckState.Checked if shown else Qt.CheckState.Unchecked
        paint_check(painter, box, checked)
        area = rect.adjusted(box.right() - rect.left() + 8, 0, -14, 0)
        note = _note(column, shown=shown)
        token = "accent_text" if shown and column_note(column) else "muted"
        paint_text(painter, area, note, "caption", token, RIGHT)
        room = area.adjusted(0, 0, -text_width(note, "caption") - 8 if note else 0, 0)
        paint_text(painter, room, column_title(column), "small", "text")


def _note(column: AnyColumn, *, shown: bool) -> str:
    if not isinstance(column, RunColumn):
        return ""
    return column_note(column) if shown and column.is_metric else source_text(column)


def _column(entry: str | AnyColumn) -> AnyColumn:
    assert isinstance(entry, Column | RunColumn)
    return entry
