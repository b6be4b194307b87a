"""The rows of a listing as a filter sees them. No Qt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias

from em_desktop.domain.query import Field, FieldValue, Function, Named
from em_desktop.domain.query.values import text_of
from em_desktop.domain.run_columns import ColumnSource, FoundColumn, RunColumn
from em_desktop.domain.run_digest import RunDigest, default_function
from em_desktop.gui.models.listing_rows import Row

if TYPE_CHECKING:
    from em_desktop.domain.metrics import Flags
    from em_desktop.domain.value_column import ValueColumn

Read: TypeAlias = Callable[[Row, datetime], FieldValue]
_MOST_LOOKED_AT = 5000
"""Rows that are looked at for values to complete with."""


def _name(row: Row, _now: datetime) -> FieldValue:
    return row.node.name


def _type(row: Row, _now: datetime) -> FieldValue:
    return row.node.type.value


def _status(row: Row, now: datetime) -> FieldValue:
    status = row.node.status_at(now)
    return None if status is None else status.value


def _labels(row: Row, _now: datetime) -> FieldValue:
    return row.node.labels


def _description(row: Row, _now: datetime) -> FieldValue:
    return row.node.description or None


def _path(row: Row, _now: datetime) -> FieldValue:
    return str(row.node.path)


def _modified(row: Row, _now: datetime) -> FieldValue:
    return row.node.modified


def _created(row: Row, _now: datetime) -> FieldValue:
    return row.node.created or row.node.started


def _ended(row: Row, _now: datetime) -> FieldValue:
    return row.node.ended


def _duration(row: Row, now: datetime) -> FieldValue:
    return row.node.duration_at(now)


def _size(row: Row, _now: datetime) -> FieldValue:
    return row.size


def _favourite(row: Row, _now: datetime) -> FieldValue:
    return row.node.favourite


def _locked(row: Row, _now: datetime) -> FieldValue:
    return row.node.locked


BUILT_IN: dict[str, Read] = {
    "name": _name,
    "status": _status,
    "labels": _labels,
    "modified": _modified,
    "created": _created,
    "ended": _ended,
    "duration": _duration,
    "type": _type,
    "size": _size,
    "description": _description,
    "path": _path,
    "favourite": _favourite,
    "locked": _locked,
}
"""What every node has, by the names that a filter knows."""


def column_of(field: Field, digests: Sequence[RunDigest]) -> RunColumn | None:
    """The recorded column that a filter means; None where no Run has it.

    Parameters come before metrics, and these before facts.
    """
    name, function = field.name, field.function
    if function not in {None, Function.PARAM, Function.METRIC}:
        return RunColumn(ColumnSource.METRIC, name, function)
    if function is not Function.METRIC and any(name in one.parameters for one in digests):
        return RunColumn(ColumnSource.PARAMETER, name)
    if function is not Function.PARAM and any(name in one.metrics for one in digests):
        return RunColumn(ColumnSource.METRIC, name, default_function(name))
    if function is None and any(name in one.facts for one in digests):
        return RunColumn(ColumnSource.FACT, name)
    return None


class RowTable:
    """Rows as columns (`em_desktop.domain.query.columns.Columns`)."""

    def __init__(self, rows: Sequence[Row], now: datetime) -> None:
        self._rows = rows
        self._now = now

    def __len__(self) -> int:
        return len(self._rows)

    def column(self, field: Field) -> ValueColumn | None:
        from em_desktop.domain.value_column import ValueColumn

        read = BUILT_IN.get(field.name) if field.function is None else None
        if read is not None:
            return ValueColumn([read(row, self._now) for row in self._rows])
        digests = [row.digest for row in self._rows if row.digest is not None]
        found = column_of(field, digests)
        return None if found is None else self.values(found)

    def values(self, column: RunColumn) -> ValueColumn:
        """What the rows have in a recorded column."""
        from em_desktop.domain.value_column import ValueColumn

        return ValueColumn(column.values(row.digest for row in self._rows))

    def holding(self, word: str) -> Flags:
        import numpy as np

        return np.fromiter((word in row.text for row in self._rows), np.bool_, len(self))


class ListingVocabulary:
    """Names and values of a listing, for completion.

    Args:
        rows: whose values are offered.
        columns: what their Runs recorded.
        now: for states and durations.
    """

    def __init__(self, rows: Sequence[Row], columns: Sequence[FoundColumn], now: datetime) -> None:
        self._rows = rows
        self._columns = columns
        self._now = now

    def names(self) -> Sequence[Named]:
        recorded = [
            Named(each.column.name, each.column.is_metric, str(each.column.source))
            for each in sorted(self._columns, key=lambda each: not each.varies)
        ]
        seen = {each.name for each in recorded}
        built_in = [Named(name) for name in BUILT_IN if name not in seen]
        return built_in[:4] + recorded + built_in[4:]

    def values(self, name: str, limit: int) -> Sequence[str]:
        counts: Counter[str] = Counter()
        read = BUILT_IN.get(name)
        rows = self._rows[:_MOST_LOOKED_AT]
        digests = [row.digest for row in rows if row.digest is not None]
        column = None if read is not None else column_of(Field(name), digests)
        for row in rows:
            value = read(row, self._now) if read is not None else None
            if column is not None and not column.is_metric:
                value = column.value(row.digest)
            if isinstance(value, tuple):
                counts.update(value)
            elif isinstance(value, str | bool | int | float):
                counts[text_of(value) or ""] += 1
        return [text for text, _ in counts.most_common(limit)]
