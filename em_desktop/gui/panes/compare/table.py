"""A table with a column for each of the compared; the titles of its rows stay in view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget

from em_desktop.gui import places_on_disk, theme
from em_desktop.gui.panes.compare.linked import Linked
from em_desktop.gui.panes.compare.rows import Mark, TableRow
from em_desktop.gui.panes.compare.swatch import Swatch, paint_look
from em_desktop.gui.theme import FontRole
from em_desktop.gui.widgets import (
    AnyIndex,
    HeaderView,
    RowDelegate,
    RowState,
    TableView,
    cell_area,
    paint_text,
)
from em_desktop.gui.widgets.painting import LEFT, text_width

_ROW_HEIGHT = 28
_LEAST_TITLES, _MOST_TITLES = 110, 260
_LEAST_COLUMN, _MOST_COLUMN = 84, 220
_MEASURED = 60
_INVALID = QModelIndex()


@dataclass(frozen=True, slots=True)
class TableColumn:
    """The column of one of the compared."""

    key: str
    name: str
    swatch: Swatch
    is_baseline: bool = False


class ComparisonModel(QAbstractTableModel):
    """Rows of texts; one column for each of the compared."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns: tuple[TableColumn, ...] = ()
        self.rows: tuple[TableRow, ...] = ()

    def show(self, columns: Sequence[TableColumn], rows: Sequence[TableRow]) -> bool:
        """Show these; whether anything is another one than before."""
        if (tuple(columns), tuple(rows)) == (self.columns, self.rows):
            return False
        self.beginResetModel()
        self.columns, self.rows = tuple(columns), tuple(rows)
        self.endResetModel()
        return True

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _INVALID) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _INVALID) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self.rows[index.row()], self.columns[index.column()]
        cell = row.cells[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return f"{cell.text} {cell.note}".rstrip()
            case Qt.ItemDataRole.ToolTipRole:
                return cell.tip
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{column.name}, {row.title}: {cell.text} {cell.note}".rstrip()
        return None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role not in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return None
        if orientation is Qt.Orientation.Horizontal:
            return self.columns[section].name
        return f"{self.rows[section].title} {self.rows[section].note}".rstrip()


class _ColumnTitles(HeaderView):
    """Swatch and name; the baseline's is tinted."""

    hovered = Signal(int)

    def __init__(self, table: ComparisonTable) -> None:
        super().__init__(table)
        self._table = table
        self.setMouseTracking(True)
        self._limit_columns()
        theme.theme().changed.connect(self._limit_columns)

    @Slot()
    def _limit_columns(self) -> None:
        self.setMinimumSectionSize(theme.scaled(_LEAST_COLUMN))

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:  # noqa: N802
        column = self._table.compared.columns[logical]
        linked = self._table.linked
        painter.save()
        raised = column.key in {linked.hovered, linked.selected}
        token = "selected" if raised else "accent_tint" if column.is_baseline else "sunken"
        painter.fillRect(rect, theme.color(token))
        border = theme.color("border")
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), border)
        painter.fillRect(QRect(rect.right(), rect.top(), 1, rect.height()), border)
        area = QRectF(rect).adjusted(8, 0, -8, -1)
        swatch = QRectF(area.left(), area.center().y() - 5, 10, 10)
        out = linked.brushed is not None and column.key not in linked.brushed
        paint_look(painter, swatch, column.swatch, is_dim=out)
        area.setLeft(swatch.right() + 8)
        paint_text(painter, area, column.name, "small_strong", "muted" if out else "text")
        painter.restore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        self.hovered.emit(self.logicalIndexAt(event.position().toPoint()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        self.hovered.emit(-1)
        super().leaveEvent(event)


class _RowTitles(QHeaderView):
    """What each row is; bold where it is about the target, gray where all are equal."""

    def __init__(self, table: ComparisonTable) -> None:
        super().__init__(Qt.Orientation.Vertical, table)
        self._table = table
        self.setSectionsClickable(False)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        below = self.rect().adjusted(0, self.length(), 0, 0)
        if below.height() > 0:  # not the gray of titles
            QPainter(self.viewport()).fillRect(below, theme.color("surface"))

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:  # noqa: N802
        row = self._table.compared.rows[logical]
        painter.save()
        painter.fillRect(rect, theme.color("surface"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.color("divider"))
        painter.fillRect(QRect(rect.right(), rect.top(), 1, rect.height()), theme.color("border"))
        area = QRectF(rect).adjusted(8, 0, -8, -1)
        role: FontRole = "small_strong" if row.is_strong else "small"
        token = "text" if row.differs or row.is_strong else "muted"
        note = text_width(row.note, role) + 4 if row.note else 0
        width = min(text_width(row.title, role), area.width() - note)
        title = QRectF(area.left(), area.top(), width, area.height())
        elide = Qt.TextElideMode.ElideMiddle
        paint_text(painter, title, row.title, role, token, LEFT, elide=elide)
        if row.note:
            behind = QRectF(title.right() + 4, area.top(), note, area.height())
            paint_text(painter, behind, row.note, role, token if row.is_strong else "muted")
        painter.restore()


class _Cells(RowDelegate):
    """Values; what differs from the baseline is tinted, the best is bold."""

    def __init__(self, table: ComparisonTable) -> None:
        super().__init__(table, row_height=_ROW_HEIGHT)
        self._table = table

    def paint_cell(self, painter: QPainter, rect: QRectF, index: AnyIndex, state: RowState) -> None:
        model = self._table.compared
        row, column = model.rows[index.row()], model.columns[index.column()]
        cell = row.cells[index.column()]
        inside = rect.adjusted(0, 0, 0, -1)
        if cell.mark is Mark.DIFFERS and not state.selected:
            painter.fillRect(inside, theme.color("diff_mod_bg"))
        elif column.key == self._table.linked.raised and not state.selected:
            painter.fillRect(inside, theme.color("hover_surface"))
        strong = cell.mark is not Mark.NONE
        role: FontRole = "small_strong" if strong else "small"
        token = "text" if row.differs or row.is_strong else "muted"
        area = cell_area(rect)
        width = min(text_width(cell.text, role, tabular=True), area.width())
        text = QRectF(area.left(), area.top(), width, area.height())
        paint_text(painter, text, cell.text, role, token, LEFT, tabular=True)
        if cell.note:
            left = text.right() + 5
            note = QRectF(left, area.top(), max(area.right() - left, 0), area.height())
            paint_text(painter, note, cell.note, "caption", cell.note_token, LEFT, tabular=True)


class ComparisonTable(TableView):
    """Shows rows of all that are compared. Ctrl+C copies the selected cells."""

    menu_wanted = Signal(str, QPoint)
    """Show the menu of the member of this key."""
    opened = Signal(str)
    """A member's title was double-clicked."""

    def __init__(self, linked: Linked, parent: QWidget | None = None) -> None:
        super().__init__(parent, row_height=_ROW_HEIGHT)
        self.linked = linked
        self.compared = ComparisonModel(self)
        self._corner = _Corner(self)
        self.setModel(self.compared)
        titles = _ColumnTitles(self)
        self.setHorizontalHeader(titles)
        rows = _RowTitles(self)
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setVerticalHeader(rows)
        rows.show()
        self._fit()
        self.setItemDelegate(_Cells(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        titles.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        titles.hovered.connect(self._hover_column)
        titles.sectionClicked.connect(self._select_column)
        titles.sectionDoubleClicked.connect(self._open_column)
        titles.customContextMenuRequested.connect(self._title_menu)
        self.customContextMenuRequested.connect(self._cell_menu)
        for signal in (linked.hovered_changed, linked.selected_changed, linked.brushed_changed):
            signal.connect(self._repaint)
        theme.theme().changed.connect(self._fit_columns)

    def show_rows(
        self, columns: Sequence[TableColumn], rows: Sequence[TableRow], title: str
    ) -> None:
        """Show these; where one was scrolled to stays, if it can."""
        self._corner.set_title(title)
        keys = [column.key for column in self.compared.columns]
        across, down = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        if self.compared.show(columns, rows):
            self._fit_columns()
            if keys == [column.key for column in columns]:
                self.horizontalScrollBar().setValue(across)
                self.verticalScrollBar().setValue(down)

    def _fit_columns(self) -> None:
        rows = self.compared.rows[:_MEASURED]
        widest = max((_title_width(row) for row in rows), default=0) + 18
        title = text_width(self._corner.title, "small_strong") + 18
        least, most = theme.scaled(_LEAST_TITLES), theme.scaled(_MOST_TITLES)
        self.verticalHeader().setFixedWidth(min(max(widest, title, least), most))
        for place, column in enumerate(self.compared.columns):
            wide = text_width(column.name, "small_strong") + 36
            for row in rows:
                cell = row.cells[place]
                note = text_width(cell.note, "caption", tabular=True) + 5 if cell.note else 0
                wide = max(wide, text_width(cell.text, "small_strong", tabular=True) + note + 18)
            wide = min(max(wide, theme.scaled(_LEAST_COLUMN)), theme.scaled(_MOST_COLUMN))
            self.setColumnWidth(place, wide)
        self._place_corner()

    def _place_corner(self) -> None:
        width, height = self.verticalHeader().width(), self.horizontalHeader().height()
        self._corner.setGeometry(0, 0, width, height)
        self._corner.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._place_corner()

    # Members

    def _key(self, column: int) -> str:
        columns = self.compared.columns
        return columns[column].key if 0 <= column < len(columns) else ""

    def _hover_column(self, column: int) -> None:
        self.linked.hover(self._key(column))

    def _select_column(self, column: int) -> None:
        self.linked.toggle(self._key(column))

    def _open_column(self, column: int) -> None:
        self.opened.emit(self._key(column))

    def _title_menu(self, place: QPoint) -> None:
        header = self.horizontalHeader()
        key = self._key(header.logicalIndexAt(place))
        if key:
            self.menu_wanted.emit(key, header.mapToGlobal(place))

    def _cell_menu(self, place: QPoint) -> None:
        key = self._key(self.columnAt(place.x()))
        if key:
            self.menu_wanted.emit(key, self.viewport().mapToGlobal(place))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        super().mouseMoveEvent(event)
        self._hover_column(self.columnAt(event.position().toPoint().x()))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        self._hover_column(-1)
        super().leaveEvent(event)

    def _repaint(self) -> None:
        self.viewport().update()
        self.horizontalHeader().viewport().update()

    # Copying

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selected()
        else:
            super().keyPressEvent(event)

    def copy_selected(self) -> None:
        """Put the selected cells on the clipboard, columns apart by tabs."""
        places = {(each.row(), each.column()) for each in self.selectedIndexes()}
        if not places:
            return
        columns = sorted({column for _, column in places})
        lines = [
            "\t".join(
                self.compared.rows[row].cells[column].text if (row, column) in places else ""
                for column in columns
            )
            for row in sorted({row for row, _ in places})
        ]
        places_on_disk.copy_text("\n".join(lines))


class _Corner(QWidget):
    """Heads the titles of the rows."""

    def __init__(self, table: QWidget) -> None:
        super().__init__(table)
        self.title = ""

    def set_title(self, title: str) -> None:
        self.title = title
        self.update()

    def paintEvent(self, event: QEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("sunken"))
        border = theme.color("border")
        painter.fillRect(0, self.height() - 1, self.width(), 1, border)
        painter.fillRect(self.width() - 1, 0, 1, self.height(), border)
        area = QRectF(self.rect()).adjusted(8, 0, -8, -1)
        paint_text(painter, area, self.title, "small_strong", "muted")


def _title_width(row: TableRow) -> int:
    role: FontRole = "small_strong" if row.is_strong else "small"
    return text_width(row.title, role) + (text_width(row.note, role) + 4 if row.note else 0)
