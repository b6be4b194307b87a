"""The item model of a folder's groups: a row per group, and its Runs below it when it is open."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from em_desktop.domain.paths import printable
from em_desktop.domain.run_columns import RunColumn
from em_desktop.domain.run_groups import Margin
from em_desktop.gui import wording
from em_desktop.gui.models.group_rows import Group, key_text, means_first
from em_desktop.gui.models.listing_rows import Row
from em_desktop.gui.models.listing_words import column_note, column_title, recorded_text
from em_desktop.gui.widgets import HEADER_NOTE_ROLE

Index = QModelIndex | QPersistentModelIndex
TITLE, COUNT = 0, 1
_FIXED = 2


class GroupModel(QAbstractTableModel):
    """Groups and, below those that are open, their Runs."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._groups: list[Group] = []
        self._keys: list[RunColumn] = []
        self._open: set[tuple[Any, ...]] = set()
        self.columns: list[RunColumn] = []
        self.entries: list[Group | Row] = []
        self.margin = Margin.DEVIATION
        self.sorted: tuple[int, bool] = (TITLE, False)

    @property
    def groups(self) -> Sequence[Group]:
        """The groups in the order that is shown."""
        return self._groups

    @property
    def keys(self) -> Sequence[RunColumn]:
        """What the Runs of a group have in common."""
        return self._keys

    def show_groups(
        self, groups: Sequence[Group], keys: Sequence[RunColumn], columns: Sequence[RunColumn]
    ) -> None:
        """Show these groups.

        Args:
            groups: in the order of their keys.
            keys: the columns that they are made by.
            columns: those that are summed up.
        """
        self.beginResetModel()
        self._keys = list(keys)
        self.columns = [column for column in columns if column not in keys]
        self._groups = list(groups)
        if self.sorted[0] >= _FIXED + len(self.columns):
            self.sorted = (TITLE, False)
        self._fill()
        self.endResetModel()

    def set_margin(self, margin: Margin) -> None:
        """Show another margin behind the means."""
        self.margin = margin
        if self.entries:
            corner = self.index(len(self.entries) - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), corner)

    def sort_by(self, section: int) -> None:
        """Sort the groups by a column; by the same one again the other way round."""
        column = self.columns[section - _FIXED] if section >= _FIXED else None
        first = section == COUNT or (column is not None and column.better is not False)
        descending = not self.sorted[1] if section == self.sorted[0] else first
        self.beginResetModel()
        self.sorted = (section, descending)
        self._fill()
        self.endResetModel()

    def toggle(self, row: int) -> None:
        """Open or close a group."""
        entry = self.entries[row]
        if not isinstance(entry, Group):
            return
        key = _identity(entry)
        if key in self._open:
            self._open.remove(key)
            self.beginRemoveRows(QModelIndex(), row + 1, row + len(entry.rows))
            del self.entries[row + 1 : row + 1 + len(entry.rows)]
            self.endRemoveRows()
        else:
            self._open.add(key)
            self.beginInsertRows(QModelIndex(), row + 1, row + len(entry.rows))
            self.entries[row + 1 : row + 1] = entry.rows
            self.endInsertRows()

    def is_open(self, group: Group) -> bool:
        """Whether a group's Runs are shown."""
        return _identity(group) in self._open

    def rows_of(self, places: Sequence[int]) -> list[Row]:
        """The Runs of these entries, each once: those of a group too."""
        found: dict[int, Row] = {}
        for place in places:
            entry = self.entries[place]
            for row in entry.rows if isinstance(entry, Group) else [entry]:
                found[id(row)] = row
        return list(found.values())

    def title(self, group: Group) -> str:
        """What a group's Runs have in common."""
        parts = [
            f"{column.name} = {key_text(value)}"
            for column, value in zip(self._keys, group.keys, strict=True)
        ]
        return printable(", ".join(parts)) or self.tr("All runs")

    def cell_text(self, entry: Group | Row, section: int) -> str:
        """What a cell says."""
        if isinstance(entry, Row):
            if section == TITLE:
                return printable(entry.node.name)
            return "" if section == COUNT else recorded_text(entry, self.columns[section - _FIXED])
        if section == TITLE:
            return self.title(entry)
        if section == COUNT:
            return wording.count_text(len(entry.rows))
        return self._summary(entry, self.columns[section - _FIXED])

    def _summary(self, group: Group, column: RunColumn) -> str:
        found = group.spread(column)
        if math.isnan(found.mean):
            texts = {recorded_text(row, column) for row in group.rows}
            return texts.pop() if len(texts) == 1 else ""
        mean = wording.number_text(found.mean)
        if found.count < 2:
            return mean
        if self.margin is Margin.INTERVAL:
            mean, low, high = (f"{one:.4g}" for one in (found.mean, *group.interval(column)))
            return f"{mean} [{low}, {high}]"
        margin = found.deviation if self.margin is Margin.DEVIATION else found.error
        return f"{mean} ± {margin:.2g}"

    def details(self, group: Group, column: RunColumn) -> str:
        """All statistics of a column, a line each."""
        found, (low, high) = group.spread(column), group.interval(column)
        lines = [
            (self.tr("mean"), found.mean),
            (self.tr("median"), found.median),
            (self.tr("standard deviation"), found.deviation),
            (self.tr("standard error"), found.error),
            (self.tr("95 % interval, from"), low),
            (self.tr("95 % interval, to"), high),
        ]
        texts = [f"{name}: {wording.number_text(value)}" for name, value in lines]
        texts.append(f"n: {found.count}")
        if found.left_out:
            texts.append(self.tr("without a finite value: %Ln", "", found.left_out))
        return "\n".join([printable(column.name), *texts])

    # What Qt asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self.entries)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else _FIXED + len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry, section = self.entries[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.cell_text(entry, section)
            case Qt.ItemDataRole.ToolTipRole if isinstance(entry, Group) and section >= _FIXED:
                return self.details(entry, self.columns[section - _FIXED])
            case Qt.ItemDataRole.ToolTipRole:
                return self.cell_text(entry, section)
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._alignment(section)
        return None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Vertical or section >= self.columnCount():
            return None
        column = self.columns[section - _FIXED] if section >= _FIXED else None
        match role:
            case Qt.ItemDataRole.DisplayRole if column is not None:
                return column_title(column)
            case Qt.ItemDataRole.DisplayRole:
                return self.tr("Group") if section == TITLE else "n"
            case _ if role == HEADER_NOTE_ROLE:
                return "" if column is None else column_note(column)
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._alignment(section)
        return None

    def _alignment(self, section: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignLeft if section == TITLE else Qt.AlignmentFlag.AlignRight
        return side | Qt.AlignmentFlag.AlignVCenter

    # Inside

    def _fill(self) -> None:
        section, descending = self.sorted
        groups = self._groups
        if section == TITLE:
            groups = sorted(groups, key=_first_row, reverse=descending)
        elif section == COUNT:
            groups = sorted(groups, key=_size, reverse=descending)
        else:
            groups = means_first(groups, self.columns[section - _FIXED], descending=descending)
        self._groups = groups
        self.entries = []
        for group in groups:
            self.entries.append(group)
            if self.is_open(group):
                self.entries += group.rows


def _identity(group: Group) -> tuple[Any, ...]:
    return tuple(repr(value) for value in group.keys)


def _first_row(group: Group) -> int:
    return group.place


def _size(group: Group) -> int:
    return len(group.rows)
