"""A chart's records as a table: for reading, copying and for those who don't see the chart."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QDialog, QVBoxLayout, QWidget

from em_desktop.gui import theme
from em_desktop.gui.plots.export import record_cells
from em_desktop.gui.plots.lines import Line
from em_desktop.gui.widgets import TableView

_Index = QModelIndex | QPersistentModelIndex
_NUMBERS = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_WORDS = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class RecordsModel(QAbstractTableModel):
    """All records of several lines, one line after the other."""

    def __init__(self, metric: str, lines: Sequence[Line], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._metric = metric
        self._lines = tuple(lines)
        self._ends = list(accumulate(len(line.series) for line in lines))

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() or not self._ends else self._ends[-1]

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else 5

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _WORDS if index.column() in {0, 3} else _NUMBERS
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        number = bisect_right(self._ends, index.row())
        line = self._lines[number]
        if index.column() == 0:
            return line.name
        before = self._ends[number - 1] if number else 0
        return record_cells(line.series, index.row() - before)[index.column() - 1]

    def headerData(  # noqa: N802
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        if orientation is Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _WORDS if section in {0, 3} else _NUMBERS
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        names = (self.tr("Series"), self.tr("Step"), self.tr("Epoch"), self.tr("Time (UTC)"))
        return names[section] if section < len(names) else self._metric


class RecordsDialog(QDialog):
    """Shows a chart's records; Ctrl+C copies the selected ones."""

    def __init__(self, metric: str, lines: Sequence[Line], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._metric = metric
        self.table = TableView(self)
        self.table.setModel(RecordsModel(metric, lines, self))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        for column, width in enumerate((110, 90, 70, 240, 150)):
            self.table.setColumnWidth(column, theme.scaled(width))
        self.table.horizontalHeader().setStretchLastSection(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.table)
        self.resize(theme.scaled(720), theme.scaled(520))
        self.retranslate()

    def retranslate(self) -> None:
        self.setWindowTitle(self._metric)
        self.table.setAccessibleName(self.tr("Records of %1").replace("%1", self._metric))

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
        """Copy the selected rows, columns apart by tabs."""
        model = self.table.model()
        rows = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        columns = range(model.columnCount())
        text = "\n".join(
            "\t".join(str(model.index(row, column).data()) for column in columns) for row in rows
        )
        QGuiApplication.clipboard().setText(text)
