"""A JSON or YAML document as a tree that opens and closes."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    Qt,
)
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import QWidget

from em_desktop.domain.paths import printable
from em_desktop.formats.preview.structure import Item, ItemKind, StructurePreview
from em_desktop.gui import places_on_disk, wording
from em_desktop.gui.widgets import RowDelegate, RowState, TreeView, paint_text, text_width

Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
_OPEN_UP_TO = 200
_TOKENS = {
    ItemKind.TEXT: "ty_dataset",
    ItemKind.NUMBER: "ty_autotune",
    ItemKind.CONSTANT: "accent_text",
    ItemKind.OBJECT: "muted",
    ItemKind.LIST: "muted",
}


class StructureModel(QAbstractItemModel):
    """Items by number; an index carries the number of its item."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: list[Item] = []
        self._parents: list[int] = []
        self._rows: list[int] = []
        self._first: list[int] = []
        self.set_root(Item("", ItemKind.OBJECT))

    def set_root(self, root: Item) -> None:
        """Show another document."""
        self.beginResetModel()
        self._items, self._parents, self._rows = [root], [0], [0]
        self._first = []
        for number, item in enumerate(self._items):  # the list grows while it is read
            self._first.append(len(self._items))
            self._items.extend(item.members)
            self._parents.extend([number] * len(item.members))
            self._rows.extend(range(len(item.members)))
        self.endResetModel()

    def __len__(self) -> int:
        return len(self._items)

    def item(self, index: Index) -> Item:
        """The item of an index; the root for an invalid one."""
        return self._items[index.internalId() if index.isValid() else 0]

    def path(self, index: Index) -> str:
        """The keys that lead to an item, joined by dots."""
        keys: list[str] = []
        number = index.internalId() if index.isValid() else 0
        while number:
            keys.append(self._items[number].key)
            number = self._parents[number]
        return ".".join(reversed(keys))

    def index(self, row: int, column: int, parent: Index = _NO_INDEX) -> QModelIndex:
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        above = parent.internalId() if parent.isValid() else 0
        return self.createIndex(row, column, self._first[above] + row)

    def parent(self, index: Index = _NO_INDEX) -> Any:
        above = self._parents[index.internalId()] if index.isValid() else 0
        return self.createIndex(self._rows[above], 0, above) if above else QModelIndex()

    def rowCount(self, parent: Index = _NO_INDEX) -> int:  # noqa: N802
        return 0 if parent.column() > 0 else len(self.item(parent).members)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:  # noqa: N802, ARG002
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        item = self.item(index)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return f"{printable(item.key)}: {value_text(item)}"
            case Qt.ItemDataRole.ToolTipRole:
                return self.path(index)
        return None


class StructureDelegate(RowDelegate):
    """Paints a key and its value in the color of its kind."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, row_height=22, paints_row=False, role="mono")

    def paint_cell(
        self,
        painter: QPainter,
        rect: QRectF,
        index: Index,
        state: RowState,  # noqa: ARG002
    ) -> None:
        model = index.model()
        if not isinstance(model, StructureModel):
            return
        item = model.item(index)
        area = rect.adjusted(4, 0, -8, 0)
        key = f"{printable(item.key)}:"
        width = min(text_width(key, "mono"), area.width())
        paint_text(painter, QRectF(area.left(), area.top(), width, area.height()), key, "mono")
        area.setLeft(area.left() + width + 8)
        if area.width() > 0:
            paint_text(painter, area, value_text(item), "mono", _TOKENS[item.kind])


def value_text(item: Item) -> str:
    """An item's value on one line; a group's number of members."""
    count = wording.count_text(item.count)
    match item.kind:
        case ItemKind.OBJECT:
            return f"{{{count}}}"
        case ItemKind.LIST:
            return f"[{count}]"
        case ItemKind.TEXT:
            return f'"{printable(item.text)}"'
    return printable(item.text)


class StructureView(TreeView):
    """Shows a document; Ctrl+C copies the values that are selected."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, row_height=22)
        self.items = StructureModel(self)
        self.setModel(self.items)
        self.setItemDelegate(StructureDelegate(self))
        self.setExpandsOnDoubleClick(True)

    def show_structure(self, structure: StructurePreview) -> None:
        """Show a document; a small one is opened wholly."""
        self.items.set_root(structure.root)
        self.expandToDepth(5 if len(self.items) <= _OPEN_UP_TO else 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.matches(QKeySequence.StandardKey.Copy):
            chosen = [self.items.item(index) for index in self.selectedIndexes()]
            places_on_disk.copy_text("\n".join(item.text for item in chosen if not item.members))
            return
        super().keyPressEvent(event)
