"""The rows of a trash."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)

from em_desktop.domain.paths import printable
from em_desktop.gui import theme, wording
from em_desktop.stores.base import TrashedNode

_INVALID = QModelIndex()
NAME, PLACE, REMOVED = range(3)
COLUMNS: Final = (NAME, PLACE, REMOVED)


class TrashModel(QAbstractTableModel):
    """What was removed, the newest first: its name, where it was, and when."""

    def __init__(self, store_name: str) -> None:
        super().__init__()
        self._store_name = store_name
        self._entries: tuple[TrashedNode, ...] = ()

    def show(self, entries: Sequence[TrashedNode]) -> None:
        """Show these."""
        if tuple(entries) != self._entries:
            self.beginResetModel()
            self._entries = tuple(entries)
            self.endResetModel()

    @property
    def entries(self) -> tuple[TrashedNode, ...]:
        return self._entries

    def entry(self, row: int) -> TrashedNode:
        return self._entries[row]

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _INVALID) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(  # noqa: N802
        self, parent: QModelIndex | QPersistentModelIndex = _INVALID
    ) -> int:
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Vertical or role != Qt.ItemDataRole.DisplayRole:
            return None
        translate = QCoreApplication.translate
        match section:
            case _ if section == NAME:
                return translate("TrashModel", "Name")
            case _ if section == PLACE:
                return translate("TrashModel", "Where it was")
            case _:
                return translate("TrashModel", "Removed")

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(entry, index.column())
            case Qt.ItemDataRole.DecorationRole if index.column() == NAME:
                return theme.node_icon(entry.node.type)
            case Qt.ItemDataRole.ToolTipRole if index.column() == REMOVED:
                return wording.full_time_text(entry.removed)
            case Qt.ItemDataRole.ToolTipRole if index.column() == NAME:
                return printable(str(entry.node.path))
        return None

    def _text(self, entry: TrashedNode, column: int) -> str:
        if column == NAME:
            return printable(entry.node.name)
        if column == PLACE:
            parts = (self._store_name, *entry.node.path.parent.parts)
            return printable(" / ".join(parts))
        return wording.time_text(entry.removed, datetime.now(UTC))
