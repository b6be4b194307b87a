"""Metric records as columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from em_desktop.domain.facts import SeriesFacts, TableFacts

Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]

_ALIASES = {
    "train": "train",
    "training": "train",
    "val": "val",
    "validate": "val",
    "validation": "val",
    "test": "test",
    "testing": "test",
    "eval": "test",
    "evaluate": "test",
    "evaluation": "test",
}


def canonical_type(name: str) -> str:
    """``train``, ``val`` or ``test`` for the names that mean them; else the name itself."""
    return _ALIASES.get(name, name)


@dataclass(frozen=True, slots=True)
class Column:
    """One metric over all records of its table.

    Attributes:
        values: float64, one per record; NaN where the record lacks the metric.
        present: which records have the metric; None where all do. It tells a gap
            from a NaN that was recorded.
    """

    values: Floats
    present: Flags | None = None


class Series:
    """The records that have one metric, in the order they were written.

    All arrays are float64 and of one length. ``step`` and ``epoch`` are NaN where
    the record has none; ``time`` is in seconds since 1970 (UTC), NaN where absent.

    Of a metric that not all records of its table have, each array is picked when it is
    first asked for, and kept: for millions of records that is work for a worker.

    Attributes:
        facts: what is known of the arrays already; None where nothing is.
    """

    __slots__ = ("_arrays", "_length", "_present", "facts")

    def __init__(
        self,
        step: Floats,
        epoch: Floats,
        time: Floats,
        value: Floats,
        facts: SeriesFacts | None = None,
        *,
        present: Flags | None = None,
    ) -> None:
        """``present`` says which of the given records count; None: all."""
        self.facts = facts
        self._present = present
        self._length = len(value) if present is None else int(np.count_nonzero(present))
        self._arrays = [step, epoch, time, value]

    @property
    def step(self) -> Floats:
        return self._picked(0)

    @property
    def epoch(self) -> Floats:
        return self._picked(1)

    @property
    def time(self) -> Floats:
        return self._picked(2)

    @property
    def value(self) -> Floats:
        return self._picked(3)

    def settle(self) -> None:
        """Pick all arrays now, so that nobody has to wait for them."""
        for number in range(len(self._arrays)):
            self._picked(number)

    def _picked(self, number: int) -> Floats:
        array = self._arrays[number]
        if len(array) != self._length and self._present is not None:
            array = array[self._present]
            self._arrays[number] = array
        return array

    def __len__(self) -> int:
        return self._length


@dataclass(frozen=True, slots=True)
class MetricTable:
    """All records of one metric type (one file of ``metrics/``), in the order of the file.

    Attributes:
        type: the file's name without ``.yaml``.
        step, epoch, time: as in `Series`.
        columns: metric name to column, in the order of first appearance.
        facts: what is known of a large table's columns; None of others.
    """

    type: str
    step: Floats
    epoch: Floats
    time: Floats
    columns: dict[str, Column] = field(default_factory=dict)
    facts: TableFacts | None = field(default=None, compare=False)

    def __len__(self) -> int:
        return len(self.step)

    def series(self, name: str) -> Series:
        """One metric's records.

        Raises:
            KeyError: no record has this metric.
        """
        column = self.columns[name]
        if column.present is None:
            facts = None if self.facts is None else self.facts.of(name)
            return Series(self.step, self.epoch, self.time, column.values, facts)
        present = column.present
        return Series(self.step, self.epoch, self.time, column.values, present=present)

    def beside(self, name: str, other: str) -> Floats:
        """Another metric's values at the records that have one; NaN where they lack it.

        Raises:
            KeyError: no record has the first.
        """
        column, found = self.columns[name], self.columns.get(other)
        values = np.full(len(self), np.nan) if found is None else found.values
        return values if column.present is None else values[column.present]


def segments(x: Floats) -> list[slice]:
    """The runs of ``x`` within which it doesn't decrease, as slices in order.

    A Run that is continued from an earlier step starts a new segment. NaN ends none.
    """
    if len(x) == 0:
        return []
    known = np.flatnonzero(~np.isnan(x))
    falls = known[1:][np.diff(x[known]) < 0]
    edges = [0, *falls.tolist(), len(x)]
    return [slice(start, stop) for start, stop in pairwise(edges)]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a legend shows of a series. None where no finite value exists."""

    last: float | None
    minimum: float | None
    maximum: float | None
    points: int
    not_finite: int
    infinite: int = 0


def summarize(values: Floats) -> Summary:
    """Last, smallest and largest value of a series.

    NaN and infinities are counted, and skipped for the smallest and largest;
    ``last`` is the last recorded value, also if it is NaN or infinite.
    """
    finite = values[np.isfinite(values)]
    count = len(values)
    return Summary(
        last=float(values[-1]) if count else None,
        minimum=float(finite.min()) if len(finite) else None,
        maximum=float(finite.max()) if len(finite) else None,
        points=count,
        not_finite=count - len(finite),
        infinite=int(np.isinf(values).sum()) if len(finite) < count else 0,
    )
