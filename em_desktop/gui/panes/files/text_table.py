"""A small table of texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from em_desktop.gui import places_on_disk, theme
from em_desktop.gui.widgets import TableView, text_width

Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
_SAMPLE = 50
_LEAST, _MOST = 48, 360


class TextTableModel(QAbstractTableModel):
    """Titles and rows of texts that never change once they are set."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns: Sequence[str] = ()
        self._rows: Sequence[Sequence[str]] = ()
        self._numeric: Sequence[bool] = ()

    @property
    def columns(self) -> Sequence[str]:
        return self._columns

    @property
    def rows(self) -> Sequence[Sequence[str]]:
        return self._rows

    def set_rows(
        self, columns: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[bool]
    ) -> None:
        """Show these. A row may be shorter than the titles; numbers are aligned right."""
        self.beginResetModel()
        self._columns, self._rows, self._numeric = columns, rows, numeric
        self.endResetModel()

    def rowCount(self, parent: Index = _NO_INDEX) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                row = self._rows[index.row()]
                text = row[index.column()] if index.column() < len(row) else ""
                return " ".join(text.split("\n")) if role == Qt.ItemDataRole.DisplayRole else text
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._alignment(index.column())
        return None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole if orientation is Qt.Orientation.Horizontal:
                return self._columns[section]
            case Qt.ItemDataRole.DisplayRole:
                return str(section + 1)
            case Qt.ItemDataRole.TextAlignmentRole if orientation is Qt.Orientation.Horizontal:
                return self._alignment(section)
        return None

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if self._numeric[column] else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter


class TextTable(TableView):
    """Shows texts in columns whose widths come from the first rows; Ctrl+C copies rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, row_height=26)
        self.texts = TextTableModel(self)
        self.setModel(self.texts)
        self.horizontalHeader().setSectionsClickable(False)

    def show_rows(
        self,
        columns: Sequence[str],
        rows: Sequence[Sequence[str]],
        numeric: Sequence[bool] | None = None,
    ) -> None:
        """Show these rows."""
        self.texts.set_rows(columns, rows, numeric or [False] * len(columns))
        header = self.horizontalHeader()
        for number, title in enumerate(columns):
            sample = [row[number][:60] for row in rows[:_SAMPLE] if number < len(row)]
            widest = max(sample, key=len, default="")
            width = max(
                text_width(title, "small_strong"), text_width(widest, "small", tabular=True)
            )
            limits = theme.scaled(_LEAST), theme.scaled(_MOST)
            header.resizeSection(number, min(max(width + 22, limits[0]), limits[1]))
        header.setStretchLastSection(len(columns) < 6 and not (numeric or [False])[-1])

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.matches(QKeySequence.StandardKey.Copy):
            chosen = sorted({index.row() for index in self.selectionModel().selectedRows()})
            lines = [self.texts.columns, *(self.texts.rows[row] for row in chosen)]
            places_on_disk.copy_text("\n".join("\t".join(line) for line in lines))
            return
        super().keyPressEvent(event)
