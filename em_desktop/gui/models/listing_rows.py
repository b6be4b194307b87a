"""The rows of a folder's table: what is compared, filtered and measured. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import compress
from operator import attrgetter, itemgetter
from typing import Any, TypeAlias

from em_desktop.domain.natural_order import NodeOrder, node_order
from em_desktop.domain.nodes import Node, NodeType, Status
from em_desktop.domain.paths import NodePath
from em_desktop.domain.query import EVERYTHING, Condition
from em_desktop.domain.run_columns import RunColumn
from em_desktop.domain.run_digest import RunDigest

_by_name = attrgetter("order")
_first = itemgetter(0)
_URGENCY = {
    status: rank
    for rank, status in enumerate(
        (
            Status.ERROR,
            Status.STALLED,
            Status.TIMEOUT,
            Status.RUNNING,
            Status.QUEUED,
            Status.STOPPED,
            Status.UNKNOWN,
            Status.COMPLETE,
        )
    )
}


class Column(StrEnum):
    """A column of the table; its value is its name in the settings."""

    CHECK = "check"
    NAME = "name"
    TYPE = "type"
    STATUS = "status"
    LABELS = "labels"
    MODIFIED = "modified"
    CREATED = "created"
    DURATION = "duration"
    SIZE = "size"


COLUMNS = tuple(Column)
AnyColumn: TypeAlias = Column | RunColumn
"""A column that every node has, or one of what Runs recorded."""
HIDDEN_AT_FIRST = frozenset({Column.CREATED})
NEWEST_FIRST = frozenset({Column.MODIFIED, Column.CREATED, Column.DURATION, Column.SIZE})
"""Columns whose first click sorts the largest to the top."""
RIGHT_ALIGNED = frozenset({Column.DURATION, Column.SIZE})


@dataclass(slots=True, eq=False)
class Row:
    """A node in the table, with what is derived from it once.

    Attributes:
        text: everything the filter looks at, in lower case.
        order: for sorting by name.
        time_part: what tells it from others of the same name.
        size, files: as measured; None until then.
        measured: whether measuring is over (it may have failed).
        digest: what a Run recorded, in short; None until it is known.
        folder: where it is below the folder that is shown; empty right in it.
    """

    node: Node
    text: str
    order: NodeOrder
    time_part: str = ""
    size: int | None = None
    files: int | None = None
    measured: bool = False
    digest: RunDigest | None = None
    folder: str = ""

    @property
    def path(self) -> NodePath:
        return self.node.path


Describe: TypeAlias = Callable[[Node], str]
"""Words for a node's type and status in the language of the interface."""


def make_row(node: Node, describe: Describe) -> Row:
    """A row for a node."""
    parts = (node.name, node.path.name, *node.labels, node.type, node.status or "", describe(node))
    row = Row(node, "\n".join(parts).casefold(), node_order(node))
    if node.type is NodeType.FILE:
        row.size, row.files, row.measured = node.size, 1, node.size is not None
    return row


@dataclass(frozen=True, slots=True)
class Query:
    """What is shown of a folder, and in which order.

    Attributes:
        words: all must occur in the row's text; lower case.
        types: node types that are shown; empty for all.
        column, descending: what is sorted by.
        then: what rows that are equal in it are sorted by, and so on.
        condition: what must hold besides the words.
    """

    words: tuple[str, ...] = ()
    types: frozenset[NodeType] = frozenset()
    column: AnyColumn = Column.NAME
    descending: bool = False
    then: tuple[tuple[AnyColumn, bool], ...] = ()
    condition: Condition = EVERYTHING

    @property
    def filters(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.words or self.types) or self.condition != EVERYTHING

    @property
    def asks_runs(self) -> bool:
        """Whether the order or the rows depend on what Runs recorded."""
        columns = (self.column, *(column for column, _ in self.then))
        return self.condition != EVERYTHING or any(isinstance(one, RunColumn) for one in columns)

    def accepts(self, row: Row) -> bool:
        """Whether the row is shown, as far as words and types say."""
        if self.types and row.node.type not in self.types:
            return False
        return all(word in row.text for word in self.words)


def words_of(text: str) -> tuple[str, ...]:
    """What was typed into the filter field, as words to look for."""
    return tuple(text.casefold().split())


def arrange(rows: Iterable[Row], query: Query, now: datetime) -> list[Row]:
    """The rows that are shown, in order.

    Rows that lack what is sorted by come last in both directions; equal ones are
    in the order of their names. By name, folders come first in both directions.
    """
    shown = [row for row in rows if query.accepts(row)] if query.filters else list(rows)
    if query.condition != EVERYTHING:
        shown = _fitting(shown, query.condition, now)
    shown.sort(key=_by_name)
    for column, descending in reversed(((query.column, query.descending), *query.then)):
        shown = _sorted(shown, column, now, descending=descending)
    return shown


def _fitting(rows: list[Row], condition: Condition, now: datetime) -> list[Row]:
    """The rows of which a condition holds."""
    from em_desktop.domain.query.columns import select
    from em_desktop.gui.models.row_table import RowTable

    return list(compress(rows, select(condition, RowTable(rows, now), now).tolist()))


def _sorted(rows: list[Row], column: AnyColumn, now: datetime, *, descending: bool) -> list[Row]:
    """Rows by one column; those that are equal in it stay in their order."""
    if column is Column.NAME:
        rows.sort(key=_by_name, reverse=descending)
        if descending:
            rows.sort(key=_folders_first)
        return rows
    if isinstance(column, RunColumn):
        return _sorted_by_recorded(rows, column, descending=descending)
    key = _KEYS[column]
    keys = [key(row, now) for row in rows]
    known = [pair for pair in zip(keys, rows, strict=True) if pair[0] is not None]
    known.sort(key=_first, reverse=descending)
    unknown = [row for value, row in zip(keys, rows, strict=True) if value is None]
    return [row for _, row in known] + unknown


def _sorted_by_recorded(rows: list[Row], column: RunColumn, *, descending: bool) -> list[Row]:
    """Rows by what Runs recorded; NaN and what is missing come last in both directions."""
    import numpy as np

    from em_desktop.domain.value_column import ValueColumn

    values = ValueColumn(column.values(row.digest for row in rows))
    ranks = -values.ranks if descending else values.ranks.copy()
    ranks[values.missing | values.is_nan] = len(rows)
    return [rows[place] for place in np.argsort(ranks, kind="stable").tolist()]


def reordered(before: list[Row], after: list[Row]) -> tuple[list[Row], int]:
    """The first step from one order to another: kept rows in their new order, then the rest.

    Returns:
        The rows of ``before``, those that stay first; and how many stay.
    """
    if after[: len(before)] == before:
        return before, len(before)
    present, wanted = set(before), set(after)
    kept = [row for row in after if row in present]
    return kept + [row for row in before if row not in wanted], len(kept)


def _folders_first(row: Row) -> bool:
    return row.order[0]


def _status(row: Row, now: datetime) -> int | None:
    status = row.node.status_at(now)
    return None if status is None else _URGENCY[status]


def _labels(row: Row, _now: datetime) -> str | None:
    return ", ".join(row.node.labels).casefold() or None


def _modified(row: Row, _now: datetime) -> datetime | None:
    return row.node.modified


def _created(row: Row, _now: datetime) -> datetime | None:
    return row.node.created or row.node.started


def _duration(row: Row, now: datetime) -> timedelta | None:
    return row.node.duration_at(now)


def _type(row: Row, _now: datetime) -> str:
    return row.node.type


def _size(row: Row, _now: datetime) -> int | None:
    return row.size


_KEYS: dict[Column, Callable[[Row, datetime], Any]] = {
    Column.TYPE: _type,
    Column.STATUS: _status,
    Column.LABELS: _labels,
    Column.MODIFIED: _modified,
    Column.CREATED: _created,
    Column.DURATION: _duration,
    Column.SIZE: _size,
}
