"""Columns that grow, and the tables that are views of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from em_desktop.domain.facts import table_facts
from em_desktop.domain.metrics import Column, MetricTable
from em_desktop.formats.metric_scan import Batch, Piece

MOST_CELLS = 1 << 27
"""Records times columns of one table: a gigabyte."""
FACTS_FROM = 1 << 16
"""Tables with so many records know about their columns, so that nobody looks at all of them."""

Kind = TypeVar("Kind", np.float64, np.bool_)


def empty_table(type: str) -> MetricTable:  # noqa: A002
    """A table without records."""
    nothing = np.empty(0)
    return MetricTable(type, nothing, nothing, nothing)


class _Growing(Generic[Kind]):
    """An array with room at its end. What was once in it never changes."""

    def __init__(self, values: NDArray[Kind]) -> None:
        self._array: NDArray[Kind] = values
        self._size = len(values)

    def extend(self, count: int, fill: float) -> NDArray[Kind]:
        """Make the array longer; returns the new part, to be written at once."""
        size = self._size + count
        if size > len(self._array):
            room = np.empty(max(size, 2 * len(self._array), 1024), self._array.dtype)
            room[: self._size] = self._array[: self._size]
            self._array = room
        part: NDArray[Kind] = self._array[self._size : size]
        part[:] = fill
        self._size = size
        return part

    def view(self) -> NDArray[Kind]:
        """The array as it is now, read only."""
        view: NDArray[Kind] = self._array[: self._size]
        view.flags.writeable = False
        return view


class _GrowingColumn:
    """A metric's values, and which records have one as soon as one hasn't."""

    def __init__(self, column: Column) -> None:
        self._values: _Growing[np.float64] = _Growing(column.values)
        self._present: _Growing[np.bool_] | None = (
            None if column.present is None else _Growing(column.present)
        )

    def extend(self, count: int, pieces: list[Piece]) -> None:
        """Add ``count`` records; the pieces say which of them have which value."""
        before = self._values.view()
        values = self._values.extend(count, np.nan)
        for rows, numbers in pieces:
            values[rows] = numbers
        if self._present is None and sum(len(rows) for rows, _ in pieces) < count:
            self._present = _Growing(np.ones(len(before), np.bool_))
        if self._present is not None:
            present = self._present.extend(count, fill=False)
            for rows, _ in pieces:
                present[rows] = True

    def column(self) -> Column:
        return Column(self._values.view(), None if self._present is None else self._present.view())


class TableBuffer:
    """A metric table to which records are added.

    Args:
        table: what is in it at first. Its arrays are never written to.
    """

    def __init__(self, table: MetricTable) -> None:
        self._type = table.type
        self._size = len(table)
        self._facts, self._known = table.facts, len(table)
        self._step, self._epoch, self._time = (
            _Growing(array) for array in (table.step, table.epoch, table.time)
        )
        self._columns = {name: _GrowingColumn(column) for name, column in table.columns.items()}

    def append(self, batch: Batch) -> bool:
        """Add the records of a batch; False, and nothing is added, if the table got too large."""
        new = [name for name in batch.columns if name not in self._columns]
        size = self._size + len(batch)
        if size * (len(self._columns) + len(new) + 3) > MOST_CELLS:
            return False
        for array, values in (
            (self._step, batch.step),
            (self._epoch, batch.epoch),
            (self._time, batch.time),
        ):
            array.extend(len(batch), np.nan)[:] = values
        for name in new:
            absent = np.zeros(self._size, np.bool_) if self._size else None
            self._columns[name] = _GrowingColumn(Column(np.full(self._size, np.nan), absent))
        for name, column in self._columns.items():
            column.extend(len(batch), batch.columns.get(name, []))
        self._size = size
        return True

    def table(self) -> MetricTable:
        """All records so far."""
        table = MetricTable(
            self._type,
            self._step.view(),
            self._epoch.view(),
            self._time.view(),
            {name: column.column() for name, column in self._columns.items()},
        )
        if self._size < FACTS_FROM:
            return table
        if self._facts is None or self._known < self._size:
            self._facts = table_facts(table, self._facts, self._known if self._facts else 0)
            self._known = self._size
        return replace(table, facts=self._facts)
