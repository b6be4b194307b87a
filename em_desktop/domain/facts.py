"""What is known of the columns of a metric table without looking at all of them again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np

from em_desktop.domain.metrics import Floats, MetricTable
from em_desktop.domain.pyramid import Pyramid

Place: TypeAlias = Literal["step", "epoch", "time"]

PLACES: tuple[Place, ...] = ("step", "epoch", "time")
_AT_ONCE = 1 << 18


@dataclass(frozen=True, slots=True)
class Sweep:
    """One look over the steps, epochs or times of a table.

    Attributes:
        low, high: the smallest and the largest finite one; NaN where there is none.
        finite: whether each record has one.
        steady: whether they never decrease (those that aren't finite left out).
        last: the last finite one; NaN where there is none.
    """

    low: float = float("nan")
    high: float = float("nan")
    finite: bool = True
    steady: bool = True
    last: float = float("nan")

    @property
    def extent(self) -> tuple[float, float] | None:
        return None if np.isnan(self.low) else (self.low, self.high)

    def grown(self, more: Floats) -> Sweep:
        """The sweep of what this one saw, and more after it."""
        low, high, last = self.low, self.high, self.last
        finite, steady = self.finite, self.steady
        for start in range(0, len(more), _AT_ONCE):
            part = more[start : start + _AT_ONCE]
            known = np.isfinite(part)
            if not known.all():
                finite = False
                part = part[known]
            if len(part):
                steady = steady and not part[0] < last and not bool((part[1:] < part[:-1]).any())
                low, high = float(np.fmin(low, part.min())), float(np.fmax(high, part.max()))
                last = float(part[-1])
        return Sweep(low, high, finite, steady, last)


@dataclass(frozen=True, slots=True)
class ColumnFacts:
    """What is known of one metric's column, over all records.

    Attributes:
        pyramid: over its values.
        not_finite, infinite: how many values are NaN or infinite; how many are infinite.
    """

    pyramid: Pyramid
    not_finite: int
    infinite: int

    def grown(self, values: Floats) -> ColumnFacts:
        """The facts of a column that begins as this one and goes on."""
        not_finite, infinite = self.not_finite, self.infinite
        for start in range(len(self.pyramid), len(values), _AT_ONCE):
            part = values[start : start + _AT_ONCE]
            odd = part[~np.isfinite(part)]
            not_finite, infinite = not_finite + len(odd), infinite + int(np.isinf(odd).sum())
        return ColumnFacts(self.pyramid.grown(values), not_finite, infinite)


@dataclass(frozen=True, slots=True)
class SeriesFacts:
    """What is known of a series whose records are all those of a table.

    Attributes:
        axes: of its steps, epochs and times.
        column: of its values.
    """

    axes: Mapping[Place, Sweep]
    column: ColumnFacts


@dataclass(frozen=True, slots=True)
class TableFacts:
    """What is known of a table.

    Attributes:
        axes: of its steps, epochs and times.
        columns: by metric; only of those that every record has.
    """

    axes: Mapping[Place, Sweep] = field(default_factory=dict)
    columns: Mapping[str, ColumnFacts] = field(default_factory=dict)

    def of(self, metric: str) -> SeriesFacts | None:
        """What is known of a metric; None if not every record has it."""
        column = self.columns.get(metric)
        return None if column is None else SeriesFacts(self.axes, column)


NO_COLUMN = ColumnFacts(Pyramid(np.empty(0), ()), 0, 0)


def table_facts(
    table: MetricTable, before: TableFacts | None = None, records: int = 0
) -> TableFacts:
    """Look over a table once; only over what is new since ``before``, which saw ``records``."""
    known = before or TableFacts()
    axes = {
        place: known.axes.get(place, Sweep()).grown(axis_of(table, place)[records:])
        for place in PLACES
    }
    columns = {
        name: known.columns.get(name, NO_COLUMN).grown(column.values)
        for name, column in table.columns.items()
        if column.present is None
    }
    return TableFacts(axes, columns)


def sweep(table: MetricTable, place: Place) -> Sweep:
    """The look over one of a table's axes, as it is known or taken now."""
    if table.facts is not None and place in table.facts.axes:
        return table.facts.axes[place]
    return Sweep().grown(axis_of(table, place))


def axis_of(table: MetricTable, place: Place) -> Floats:
    """The steps, epochs or times of a table."""
    match place:
        case "step":
            return table.step
        case "epoch":
            return table.epoch
        case "time":
            return table.time
