"""The item model of a folder's table."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from em_desktop.domain.naming import new_segment
from em_desktop.domain.nodes import Node, NodeType, Status
from em_desktop.domain.paths import NodePath
from em_desktop.domain.run_columns import RunColumn
from em_desktop.domain.run_digest import RunDigest
from em_desktop.errors import AlreadyExistsError, InvalidNameError
from em_desktop.gui import wording
from em_desktop.gui.expecting import Expected
from em_desktop.gui.models.listing_rows import (
    COLUMNS,
    RIGHT_ALIGNED,
    AnyColumn,
    Column,
    Query,
    Row,
    arrange,
    make_row,
    reordered,
)
from em_desktop.gui.models.listing_words import (
    cell_text,
    column_note,
    column_title,
    describer,
    marks,
    tool_tip,
)
from em_desktop.gui.widgets import HEADER_NOTE_ROLE

Index = QModelIndex | QPersistentModelIndex
_TICKING = (Status.RUNNING, Status.STALLED)
_NO_INDEX = QModelIndex()
_NAME = COLUMNS.index(Column.NAME)
_SIZE = COLUMNS.index(Column.SIZE)


class ListingModel(QAbstractTableModel):
    """Rows of nodes, filtered and sorted in Python.

    Selection, current row and scroll position survive every change, because rows
    are moved by layout changes, and leave and arrive at the end.
    """

    renamed = Signal(object, str)
    """The user gave this `Node` another name."""

    def __init__(self, clock: Callable[[], datetime], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._now = clock()
        self._rows: dict[NodePath, Row] = {}
        self._shown: list[Row] = []
        self._places: dict[Row, int] = {}
        self._query = Query()
        self._editable = False
        self._columns: list[AnyColumn] = list(COLUMNS)
        self._numeric: frozenset[RunColumn] = frozenset()
        self._known_bounds: dict[RunColumn, tuple[float, float]] = {}
        self._early: dict[NodePath, RunDigest] = {}

    # What there is

    @property
    def query(self) -> Query:
        return self._query

    @property
    def columns(self) -> Sequence[AnyColumn]:
        """The columns: those of every node, then those of what Runs recorded."""
        return self._columns

    @property
    def now(self) -> datetime:
        """The moment for which states and durations are shown."""
        return self._now

    @property
    def total(self) -> int:
        """Number of nodes in the folder, also those that are filtered out."""
        return len(self._rows)

    def nodes(self) -> list[Node]:
        """All nodes of the folder, in the order in which they came."""
        return [row.node for row in self._rows.values()]

    def types(self) -> set[NodeType]:
        """The node types that occur."""
        return {row.node.type for row in self._rows.values()}

    def row(self, number: int) -> Row:
        """The row at a place of the table."""
        return self._shown[number]

    def place(self, path: NodePath) -> int | None:
        """Where a node is in the table; None where it isn't there or is filtered out."""
        row = self._rows.get(path)
        return None if row is None else self._places.get(row)

    def __contains__(self, path: NodePath) -> bool:
        return path in self._rows

    def unmeasured(self, places: Iterable[int] | None = None) -> list[NodePath]:
        """Those of the rows at these places (None: all) whose size isn't known."""
        rows = self._shown if places is None else [self._shown[place] for place in places]
        return [row.path for row in rows if not row.measured]

    def has_ticking(self) -> bool:
        """Whether a shown row changes with the clock alone."""
        return any(row.node.status in _TICKING for row in self._shown)

    def why_not(self, node: Node, name: str) -> str:
        """Why a node here can't be given a name, for people; empty where it can."""
        try:
            segment = new_segment(node.type, node.path.name, name)
            taken = segment.casefold()  # the store looks more closely, but this is fast
            beside = (path for path in self._rows if path.parent == node.path.parent)
            if any(path.name.casefold() == taken and path != node.path for path in beside):
                raise AlreadyExistsError(name)
        except (InvalidNameError, AlreadyExistsError) as error:
            return wording.error_words(error).message
        return ""

    def paths(self) -> list[NodePath]:
        """Where all rows are."""
        return list(self._rows)

    def known(self) -> dict[NodePath, Node]:
        """The nodes of all rows, by path."""
        return {path: row.node for path, row in self._rows.items()}

    def rows(self) -> list[Row]:
        """All rows of the folder, in the order in which they came."""
        return list(self._rows.values())

    def shown_rows(self) -> Sequence[Row]:
        """The rows that are shown, in their order."""
        return self._shown

    # Changing it

    def set_run_columns(
        self, columns: Sequence[RunColumn], numeric: Iterable[RunColumn] = ()
    ) -> None:
        """Show these columns of what Runs recorded too.

        Args:
            columns: in any order; those that are there already keep their places.
            numeric: those whose values are aligned as numbers.
        """
        self._numeric = frozenset(numeric)
        first = len(COLUMNS)
        for place in range(len(self._columns) - 1, first - 1, -1):
            if self._columns[place] not in columns:
                self.beginRemoveColumns(QModelIndex(), place, place)
                del self._columns[place]
                self.endRemoveColumns()
        added = [column for column in columns if column not in self._columns]
        if added:
            end = len(self._columns)
            self.beginInsertColumns(QModelIndex(), end, end + len(added) - 1)
            self._columns += added
            self.endInsertColumns()

    def set_digests(self, digests: Iterable[tuple[NodePath, RunDigest]]) -> None:
        """What some Runs recorded, also before their rows are there.

        Rows keep their places until `sort_again`.
        """
        changed = []
        for path, digest in digests:
            row = self._rows.get(path)
            if row is None:
                self._early[path] = digest
            else:
                row.digest = digest
                changed.append(row)
        self._known_bounds.clear()
        if len(self._columns) > len(COLUMNS):
            self._tell(changed, len(COLUMNS))

    def set_editable(self, *, editable: bool) -> None:
        """Whether names can be changed."""
        self._editable = editable

    def expect(self, expected: Expected, folder: NodePath) -> None:
        """Show what a gesture will do to this folder, before it is done."""
        future = {node.path: node for node in expected.nodes}
        leaving = [path for path in expected.removed if path in self._rows]
        describe, moved = describer(), list[tuple[NodePath, Row]]()
        for old, new in expected.moved:
            node = future.pop(new, None)
            if old in self._rows and new.parent == folder and node is not None:
                moved.append((old, make_row(node, describe)))
            elif old in self._rows:
                leaving.append(old)
            elif new.parent == folder and node is not None:
                future[new] = node
        self.move(moved)
        self.remove(leaving)
        here = [node for node in future.values() if node.path.parent == folder]
        if here:
            self.put(make_row(node, describe) for node in here)

    def put(self, rows: Iterable[Row]) -> None:
        """Add rows, or put them in the place of those with the same path."""
        changed: list[Row] = []
        for row in rows:
            known = self._rows.get(row.path)
            if known is None:
                self._rows[row.path] = row
                row.digest = row.digest or self._early.pop(row.path, None)
            elif known.node != row.node:
                known.node, known.text, known.order = row.node, row.text, row.order
                if row.node.type is NodeType.FILE:
                    known.size, known.measured = row.size, row.measured
                changed.append(known)
        self._arrange()
        self._tell(changed)

    def remove(self, paths: Iterable[NodePath]) -> None:
        """Take nodes out."""
        gone = [path for path in paths if path in self._rows]
        for path in gone:
            del self._rows[path]
        if gone:
            self._arrange()

    def move(self, moved: Iterable[tuple[NodePath, Row]]) -> None:
        """Nodes have other paths now; each stays the same row, selected or not."""
        changed = []
        for old, fresh in moved:
            row = self._rows.pop(old, None)
            if row is None:
                row = self._rows.get(fresh.path, fresh)
            row.node, row.text, row.order = fresh.node, fresh.text, fresh.order
            self._rows[row.path] = row
            changed.append(row)
        if changed:
            self._arrange()
            self._tell(changed)

    def clear(self) -> None:
        """Take everything out."""
        self._early.clear()
        self.remove(list(self._rows))

    def set_query(self, query: Query) -> None:
        """Filter and sort otherwise."""
        if query != self._query:
            before = self._query
            turned = (query.column, query.descending, query.then) != (
                before.column,
                before.descending,
                before.then,
            )
            self._query = query
            self._now = self._clock()
            self._arrange()
            if turned:
                self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._columns) - 1)

    def set_time_parts(self, parts: dict[NodePath, str]) -> None:
        """Say beside names that occur twice what tells them apart."""
        changed = []
        for path, row in self._rows.items():
            part = parts.get(path, "")
            if part != row.time_part:
                row.time_part = part
                changed.append(row)
        self._tell(changed, _NAME, _NAME)

    def set_size(self, path: NodePath, measured: tuple[int, int] | None) -> None:
        """The size in bytes and number of files of a node; None where it can't be measured."""
        row = self._rows.get(path)
        if row is not None:
            row.size, row.files = measured or (None, None)
            row.measured = True
            self._tell([row], _SIZE, _SIZE)

    def forget_size(self, path: NodePath) -> None:
        """A node's content changed; its old size is shown until it is measured again."""
        row = self._rows.get(path)
        if row is not None and row.node.type is not NodeType.FILE:
            row.measured = False

    def sort_again(self) -> None:
        """Bring rows in order whose values changed since the last sorting."""
        self._now = self._clock()
        self._arrange()

    def tick(self) -> None:
        """The clock went on: states and durations of what runs are others."""
        self._now = self._clock()
        self._tell([row for row in self._shown if row.node.status in _TICKING])

    def retranslate(self) -> None:
        """The language changed: words to filter by, and all that is shown."""
        describe = describer()
        for row in self._rows.values():
            row.text = make_row(row.node, describe).text
        self._arrange()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._columns) - 1)

    # What Qt asks

    def rowCount(self, parent: Index = _NO_INDEX) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:  # noqa: N802
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self._shown[index.row()], self._columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.cell_text(row, column)
            case Qt.ItemDataRole.EditRole:
                return row.node.name if column is Column.NAME else None
            case Qt.ItemDataRole.ToolTipRole:
                return tool_tip(row, column)
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._alignment(column)
            case Qt.ItemDataRole.AccessibleTextRole:
                parts = [self.cell_text(row, column)]
                if column is Column.NAME:
                    parts += marks(row.node)
                text = ", ".join(part for part in parts if part)
                return f"{column_title(column)}: {text}" if text else column_title(column)
        return None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Vertical:
            return None
        column = self._columns[section]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column_title(column)
            case _ if role == HEADER_NOTE_ROLE:
                return column_note(column)
            case Qt.ItemDataRole.ToolTipRole:
                return column_title(column)
            case Qt.ItemDataRole.TextAlignmentRole:
                return self._alignment(column)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = (
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsDragEnabled
            | Qt.ItemFlag.ItemNeverHasChildren
        )
        if self._editable and self._columns[index.column()] is Column.NAME:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(  # noqa: N802
        self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        """A name was typed: ask for it; it is shown when somebody expects it."""
        if not index.isValid() or role != Qt.ItemDataRole.EditRole:
            return False
        node = self._shown[index.row()].node
        if value == node.name or self.why_not(node, value):
            return False
        self.renamed.emit(node, value)
        return True

    def cell_text(self, row: Row, column: AnyColumn) -> str:
        """What a cell says in words."""
        return cell_text(row, column, self._now)

    def fraction(self, row: Row, column: RunColumn) -> float | None:
        """Where a row's metric lies between the least and the largest shown one, 0 to 1."""
        value = column.value(row.digest)
        low, high = self._bounds(column)
        if not isinstance(value, float) or not low <= value <= high:
            return None
        return (value - low) / (high - low) if low < high else 1.0

    def is_best(self, row: Row, column: RunColumn) -> bool:
        """Whether no shown row has a better value in the column that is sorted by."""
        if column != self._query.column or column.better is None:
            return False
        return column.value(row.digest) == self._bounds(column)[1 if column.better else 0]

    def is_numeric(self, column: AnyColumn) -> bool:
        """Whether a recorded column's values are aligned as numbers."""
        return isinstance(column, RunColumn) and (column.is_metric or column in self._numeric)

    def _bounds(self, column: RunColumn) -> tuple[float, float]:
        """The least and the largest finite value that is shown; the wrong way round for none."""
        bounds = self._known_bounds.get(column)
        if bounds is None:
            values = column.values([row.digest for row in self._shown])
            finite = [one for one in values if isinstance(one, float) and math.isfinite(one)]
            bounds = (min(finite), max(finite)) if finite else (math.inf, -math.inf)
            self._known_bounds[column] = bounds
        return bounds

    # Inside

    def _arrange(self) -> None:
        """Show what the query asks for: kept rows move, others leave and arrive at the end."""
        self._known_bounds.clear()
        after = arrange(self._rows.values(), self._query, self._now)
        if after == self._shown:  # the very same rows: they equal nothing but themselves
            return
        middle, kept = reordered(self._shown, after)
        self._relayout(middle)
        if kept < len(middle):
            self.beginRemoveRows(QModelIndex(), kept, len(middle) - 1)
            self._set_shown(middle[:kept])
            self.endRemoveRows()
        if kept < len(after):
            known = set(self._shown)
            arriving = [row for row in after if row not in known]
            self.beginInsertRows(QModelIndex(), kept, len(after) - 1)
            self._set_shown(self._shown + arriving)
            self.endInsertRows()
            self._relayout(after)

    def _relayout(self, after: list[Row]) -> None:
        """Bring the rows that are shown into another order."""
        if after == self._shown:
            return
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        rows = [self._shown[index.row()] for index in old]
        self._set_shown(after)
        new = [
            self.index(self._places[row], index.column())
            for row, index in zip(rows, old, strict=True)
        ]
        self.changePersistentIndexList(old, new)
        self.layoutChanged.emit()

    def _set_shown(self, rows: list[Row]) -> None:
        self._shown = rows
        self._places = dict(zip(rows, range(len(rows)), strict=True))

    def _tell(self, rows: Sequence[Row], first: int = 0, last: int | None = None) -> None:
        places = [place for row in rows if (place := self._places.get(row)) is not None]
        if not places:
            return
        right = len(self._columns) - 1 if last is None else last
        if len(places) > 50:  # one signal for all is cheaper than one for each
            places = [min(places), max(places)]
            self.dataChanged.emit(self.index(places[0], first), self.index(places[1], right))
            return
        for place in places:
            self.dataChanged.emit(self.index(place, first), self.index(place, right))

    def _alignment(self, column: AnyColumn) -> Qt.AlignmentFlag:
        right = column in RIGHT_ALIGNED or self.is_numeric(column)
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter
