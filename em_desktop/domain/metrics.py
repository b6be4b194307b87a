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


@dataclass(frozen=True, slots=True)
class Series:
    """The records that have one metric, in the order they were written.

    All arrays are float64 and of one length. ``step`` and ``epoch`` are NaN where
    the record has none; ``time`` is in seconds since 1970 (UTC), NaN where absent.
    ``facts`` is what is known of them already; None where nothing is.
    """

    step: Floats
    epoch: Floats
    time: Floats
    value: Floats
    facts: SeriesFacts | None = field(default=None, compare=False)

    def __len__(self) -> int:
        return len(self.value)


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
        kept = column.present
        return Series(self.step[kept], self.epoch[kept], self.time[kept], column.values[kept])

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
