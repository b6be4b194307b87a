"""Nested values, such as hyperparameters, as a tree of names and values."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, Qt

from em_desktop.domain.paths import printable
from em_desktop.domain.recordings import Opaque, Scalar, Value

Index = QModelIndex | QPersistentModelIndex
NAME, VALUE, KIND = range(3)
_NO_INDEX = QModelIndex()


@dataclass(slots=True)
class Row:
    """One name and its value. ``children`` is filled when it is first asked for."""

    number: int
    parent: int
    position: int
    key: str
    value: Value
    children: list[int] | None = None


class ValueTree(QAbstractItemModel):
    """Mappings and lists are rows with children; a row is made when its parent is opened."""

    def __init__(self, titles: tuple[str, str, str], parent: Any = None) -> None:
        super().__init__(parent)
        self._titles = titles
        self._rows: dict[int, Row] = {}
        self.set_value({})

    def set_titles(self, titles: tuple[str, str, str]) -> None:
        """The header's texts: name, value, kind."""
        self._titles = titles
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, NAME, KIND)

    def set_value(self, value: Value) -> None:
        """Show another mapping or list."""
        self.beginResetModel()
        self._rows = {0: Row(0, -1, 0, "", value)}
        self.endResetModel()

    def row_at(self, index: Index) -> Row:
        """The row of an index; the root for an invalid one."""
        return self._rows[index.internalId() if index.isValid() else 0]

    def keys_to(self, index: Index) -> list[str]:
        """The names from the root down to a row."""
        keys, row = [], self.row_at(index)
        while row.number:
            keys.append(row.key)
            row = self._rows[row.parent]
        return keys[::-1]

    def rowCount(self, parent: Index = _NO_INDEX) -> int:  # noqa: N802
        return 0 if parent.column() > 0 else len(self._children(self.row_at(parent)))

    def hasChildren(self, parent: Index = _NO_INDEX) -> bool:  # noqa: N802
        return parent.column() <= 0 and has_children(self.row_at(parent).value)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:  # noqa: ARG002, N802
        return 3

    def index(self, row: int, column: int, parent: Index = _NO_INDEX) -> QModelIndex:
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, self._children(self.row_at(parent))[row])

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]
        above = self._rows[self.row_at(index).parent] if self.row_at(index).number else None
        if above is None or above.number == 0:
            return QModelIndex()
        return self.createIndex(above.position, 0, above.number)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.row_at(index)
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return (row.key, value_text(row.value), kind_of(row.value))[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == VALUE:
            return value_text(row.value)
        return None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return self._titles[section]
        return None

    def _children(self, row: Row) -> list[int]:
        if row.children is None:
            row.children = []
            for position, (key, value) in enumerate(children_of(row.value)):
                number = len(self._rows)
                self._rows[number] = Row(number, row.number, position, key, value)
                row.children.append(number)
        return row.children


def children_of(value: Value) -> list[tuple[str, Value]]:
    """The named parts of a value: a mapping's entries, a list's items by number."""
    match value:
        case dict():
            return [(key_text(key), item) for key, item in value.items()]
        case list():
            return [(str(number), item) for number, item in enumerate(value)]
        case Opaque():
            return children_of(value.arguments)
        case _:
            return []


def has_children(value: Value) -> bool:
    """Whether a value has named parts."""
    return (
        has_children(value.arguments)
        if isinstance(value, Opaque)
        else (isinstance(value, dict | list) and bool(value))
    )


def key_text(key: Scalar) -> str:
    """A key as it is shown; one that isn't text looks like a value."""
    return printable(key) if isinstance(key, str) else value_text(key)


def value_text(value: Value) -> str:
    """A value on one line: numbers as they were written, text in full, containers in short."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case float() if math.isnan(value):
            return "nan"
        case float() if math.isinf(value):
            return "inf" if value > 0 else "-inf"
        case int() | float():
            return repr(value)
        case str():
            return printable(value.replace("\n", "⏎"))
        case Opaque():
            return f"{value.tag} {value_text(value.arguments)}".rstrip()
        case list() if is_plain(value):
            return f"[{', '.join(value_text(item) for item in value)}]"
        case list():
            return f"[{len(value)}]"
        case _:
            return f"{{{len(value)}}}"


def is_plain(value: Value) -> bool:
    """Whether a value can be read on one line: no mapping, no list of anything but scalars."""
    if isinstance(value, list):
        return not any(isinstance(item, dict | list) for item in value)
    return not isinstance(value, dict)


def kind_of(value: Value) -> str:
    """The value's type in the words of JSON and Python."""
    names = {str: "text", bool: "bool", int: "int", float: "float", list: "list", dict: "map"}
    if value is None:
        return "null"
    return "object" if isinstance(value, Opaque) else names[type(value)]


def pruned(value: Value, words: str) -> Value:
    """Only what matches: a part whose name or text holds ``words``, and what leads to it.

    A mapping whose name matches keeps all that is in it. Case doesn't count.
    """
    needle = words.casefold()

    def keep(key: str, item: Value) -> Value | _Nothing:
        if needle in key.casefold():
            return item
        if isinstance(item, dict | list):
            inside = pruned(item, words)
            return inside or _NOTHING
        return item if needle in value_text(item).casefold() else _NOTHING

    if isinstance(value, dict):
        kept = {key: keep(key_text(key), item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if not isinstance(item, _Nothing)}
    if isinstance(value, list):
        # A list stays a list of its matching items' numbers and values.
        found = {str(n): keep(str(n), item) for n, item in enumerate(value)}
        return {key: item for key, item in found.items() if not isinstance(item, _Nothing)}
    return value


class _Nothing:
    """Marks what was left out; None is a value."""


_NOTHING = _Nothing()


def count_leaves(value: Value) -> int:
    """How many values there are that hold no further ones."""
    parts = children_of(value)
    if not parts:
        return 0 if isinstance(value, dict | list) else 1
    if isinstance(value, list) and is_plain(value):
        return 1
    return sum(count_leaves(item) for _, item in parts)


def as_json(value: Value) -> str:
    """The value as JSON text, for copying; NaN and infinities as Python writes them."""
    return json.dumps(_plain(value), indent=2, ensure_ascii=False)


def _plain(value: Value) -> Any:
    match value:
        case dict():
            return {key_text(key): _plain(item) for key, item in value.items()}
        case list():
            return [_plain(item) for item in value]
        case Opaque():
            return {"tag": value.tag, "arguments": _plain(value.arguments)}
        case _:
            return value
