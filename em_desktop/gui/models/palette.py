"""The rows of the command palette."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QAction

from em_desktop.domain.nodes import NodeType
from em_desktop.gui import wording
from em_desktop.gui.context import Location

ENTRY_ROLE = int(Qt.ItemDataRole.UserRole)
"""The `Entry` of a row."""

_INVALID = QModelIndex()


@dataclass(frozen=True, slots=True)
class Title:
    """The heading of a group."""

    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """A node, or a saved comparison.

    Attributes:
        icon: the name of the icon of what is no node; empty: that of the type.
        place: the folder it is in, for people.
        spans: which parts of the name fit what was typed.
    """

    location: Location
    type: NodeType
    text: str
    place: str = ""
    spans: tuple[tuple[int, int], ...] = ()
    icon: str = ""


@dataclass(frozen=True, slots=True)
class CommandEntry:
    """A command; ``keys`` is its shortcut as it is shown."""

    action: QAction
    icon: str
    text: str
    keys: str = ""
    spans: tuple[tuple[int, int], ...] = ()


Entry = Title | Item | CommandEntry


class PaletteModel(QAbstractListModel):
    """What fits what was typed, in groups under titles."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: tuple[Entry, ...] = ()

    def show(self, entries: Sequence[Entry]) -> None:
        """Show these rows."""
        if tuple(entries) != self._entries:
            self.beginResetModel()
            self._entries = tuple(entries)
            self.endResetModel()

    def entry(self, row: int) -> Entry | None:
        """The entry of a row; None where there is no such row."""
        return self._entries[row] if 0 <= row < len(self._entries) else None

    def first(self) -> int:
        """The first row that can be chosen; -1 where there is none."""
        return next(
            (row for row, each in enumerate(self._entries) if not isinstance(each, Title)), -1
        )

    def next(self, row: int, step: int) -> int:
        """The next row up or down that can be chosen; it goes round at the ends."""
        count = len(self._entries)
        for number in range(1, count + 1):
            candidate = (row + step * number) % count
            if not isinstance(self._entries[candidate], Title):
                return candidate
        return row

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _INVALID) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self._entries)

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        if not index.isValid() or isinstance(self._entries[index.row()], Title):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        if role == ENTRY_ROLE:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _spoken(entry)
        return None


def _spoken(entry: Entry) -> str:
    match entry:
        case Item():
            kind = "" if entry.icon else wording.type_text(entry.type)
            words = (entry.text, kind, entry.place)
        case CommandEntry():
            words = (entry.text, entry.keys, "")
        case Title():
            words = (entry.text, "", "")
    return ", ".join(word for word in words if word)
