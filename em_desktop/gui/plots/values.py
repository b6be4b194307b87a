"""The table of all lines of a chart: their values, sorted as the reader likes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QDialog, QVBoxLayout, QWidget

from em_desktop.gui import theme
from em_desktop.gui.plots.legend import largest
from em_desktop.gui.plots.lines import DrawnLine, paint_swatch
from em_desktop.gui.plots.ticks import value_text
from em_desktop.gui.widgets import TableView

_Index = QModelIndex | QPersistentModelIndex
_NUMBERS = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_WORDS = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_NAME, _AT, _LAST, _LOW, _HIGH, _POINTS, _ODD = range(7)
_WIDTHS = (240, 90, 90, 90, 90, 90, 90)
_SWATCH = QSize(22, 14)


class ValuesModel(QAbstractTableModel):
    """One row per line; the check mark of its name shows and hides it."""

    hidden_changed = Signal(frozenset)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[DrawnLine] = []
        self._hidden: frozenset[str] = frozenset()
        self._at: float | None = None
        self._at_title = ""
        self._order = (_NAME, Qt.SortOrder.AscendingOrder)
        self._sorted = False

    def show_lines(
        self, lines: Sequence[DrawnLine], hidden: frozenset[str], at: float | None, at_title: str
    ) -> None:
        """Have rows for these lines, with the crosshair at ``at``."""
        self.beginResetModel()
        self._lines, self._hidden = list(lines), hidden
        self._at, self._at_title = at, at_title
        if self._sorted:
            self._sort()
        self.endResetModel()

    def keys(self) -> list[str]:
        """The lines, in the order of the rows."""
        return [drawn.line.key for drawn in self._lines]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(_WIDTHS)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() == _NAME else flags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        drawn, column = self._lines[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.TextAlignmentRole:
                return _WORDS if column == _NAME else _NUMBERS
            case Qt.ItemDataRole.CheckStateRole if column == _NAME:
                hidden = drawn.line.key in self._hidden
                return Qt.CheckState.Unchecked if hidden else Qt.CheckState.Checked
            case Qt.ItemDataRole.DecorationRole if column == _NAME:
                return _swatch(drawn)
            case Qt.ItemDataRole.DisplayRole:
                return self._text(drawn, column)
        return None

    def setData(  # noqa: N802
        self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != _NAME:
            return False
        key = self._lines[index.row()].line.key
        shown = Qt.CheckState(value) is Qt.CheckState.Checked
        self._hidden = self._hidden - {key} if shown else self._hidden | {key}
        self.dataChanged.emit(index, index, [role])
        self.hidden_changed.emit(self._hidden)
        return True

    def headerData(  # noqa: N802
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation is Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _WORDS if section == _NAME else _NUMBERS
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        at = self._at_title or self.tr("at crosshair")
        names = (self.tr("Line"), at, self.tr("last"), self.tr("min"), self.tr("max"))
        return (*names, self.tr("points"), self.tr("NaN"))[section]

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; what has no value comes last either way."""
        self._order, self._sorted = (column, order), column >= 0
        if self._sorted:
            self.layoutAboutToBeChanged.emit()
            self._sort()
            self.layoutChanged.emit()

    def _sort(self) -> None:
        column, order = self._order
        falling = order is Qt.SortOrder.DescendingOrder
        if column == _NAME:
            self._lines.sort(key=_name_of, reverse=falling)
            return
        values = [self._number(drawn, column) for drawn in self._lines]
        numbers = np.array([np.nan if value is None else value for value in values])
        ranked = np.argsort(-numbers if falling else numbers, kind="stable")
        self._lines = [self._lines[place] for place in ranked.tolist()]

    def _number(self, drawn: DrawnLine, column: int) -> float | None:
        curve, summary = drawn.curve, drawn.curve.summary
        match column:
            case 1:
                point = None if self._at is None else curve.track.nearest(self._at)
                return None if point is None else float(curve.smoothed[point])
            case 2:
                return summary.last
            case 3:
                return summary.minimum
            case 4:
                return summary.maximum
            case 5:
                return summary.points
            case _:
                return summary.not_finite

    def _text(self, drawn: DrawnLine, column: int) -> str:
        if column == _NAME:
            return drawn.line.name
        value = self._number(drawn, column)
        if value is None:
            return "–"
        return f"{value:,}" if column >= _POINTS else value_text(value, largest(drawn.curve))


def _name_of(drawn: DrawnLine) -> str:
    return drawn.line.name.casefold()


def _swatch(drawn: DrawnLine) -> QPixmap:
    ratio = 2.0
    pixmap = QPixmap(_SWATCH * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_swatch(painter, pixmap.rect().toRectF().adjusted(0, 0, -26, -14), drawn.line)
    painter.end()
    return pixmap


class ValuesDialog(QDialog):
    """Shows the values of all lines, and follows the crosshair; Ctrl+C copies selected rows."""

    hidden_changed = Signal(frozenset)
    """The keys of the lines that are hidden now."""

    def __init__(self, metric: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._metric = metric
        self.model = ValuesModel(self)
        self.model.hidden_changed.connect(self.hidden_changed)
        self.table = TableView(self)
        self.table.setModel(self.model)
        self.table.setSortingEnabled(True)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        for column, width in enumerate(_WIDTHS):
            self.table.setColumnWidth(column, theme.scaled(width))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.table)
        self.resize(theme.scaled(sum(_WIDTHS) + 24), theme.scaled(520))
        self.retranslate()

    def retranslate(self) -> None:
        self.setWindowTitle(self._metric)
        self.table.setAccessibleName(self.tr("Values of %1").replace("%1", self._metric))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Copy the selected rows, or all, columns apart by tabs."""
        chosen = {index.row() for index in self.table.selectionModel().selectedRows()}
        rows = sorted(chosen) or range(self.model.rowCount())
        columns = range(self.model.columnCount())
        heads = [str(self.model.headerData(each, Qt.Orientation.Horizontal)) for each in columns]
        texts = [[str(self.model.index(row, each).data()) for each in columns] for row in rows]
        QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in [heads, *texts]))
