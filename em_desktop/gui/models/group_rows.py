"""The rows of a listing put together by their parameters. No Qt."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from em_desktop.domain.flat_parameters import value_text
from em_desktop.domain.query.values import FieldValue
from em_desktop.domain.run_columns import ColumnSource, FoundColumn, RunColumn
from em_desktop.domain.run_groups import Spread, bootstrap_interval, group_rows, spread
from em_desktop.domain.value_column import ValueColumn
from em_desktop.gui.models.listing_rows import Row


@dataclass(frozen=True, slots=True)
class Grouping:
    """What Runs of one group have in common.

    Attributes:
        names: hyperparameters.
        excluding: the group has all others in common, but not these.
    """

    names: tuple[str, ...]
    excluding: bool = False

    def keys(self, found: Sequence[FoundColumn]) -> list[RunColumn]:
        """The columns in which the Runs of a group are the same."""
        parameters = [each.column for each in found if each.column.source is ColumnSource.PARAMETER]
        if not self.excluding:
            return [one for one in parameters if one.name in self.names]
        varying = {each.column for each in found if each.varies}
        return [one for one in parameters if one in varying and one.name not in self.names]

    def state(self) -> dict[str, Any]:
        """As JSON values."""
        return {"names": list(self.names), "excluding": self.excluding}

    @classmethod
    def from_state(cls, state: object) -> Grouping | None:
        """From `state`; None for anything else."""
        match state:
            case {"names": list(names), "excluding": bool(excluding)}:
                return cls(tuple(name for name in names if isinstance(name, str)), excluding)
        return None


@dataclass(slots=True, eq=False)
class Group:
    """Runs with the same parameters.

    Attributes:
        keys: what they have in the columns that they are grouped by.
        rows: in the order of the listing.
        place: among all groups, in the order of their keys.
    """

    keys: tuple[FieldValue, ...]
    rows: list[Row]
    place: int = 0
    _spreads: dict[RunColumn, Spread] = field(default_factory=dict)
    _intervals: dict[RunColumn, tuple[float, float]] = field(default_factory=dict)

    def values(self, column: RunColumn) -> ValueColumn:
        """What its Runs have in a column."""
        return ValueColumn(column.values(row.digest for row in self.rows))

    def spread(self, column: RunColumn) -> Spread:
        """The values of a column in short."""
        if column not in self._spreads:
            self._spreads[column] = spread(self.values(column).numbers)
        return self._spreads[column]

    def interval(self, column: RunColumn) -> tuple[float, float]:
        """The 95 % bootstrap interval of a column's mean."""
        if column not in self._intervals:
            self._intervals[column] = bootstrap_interval(self.values(column).numbers)
        return self._intervals[column]


def make_groups(rows: Sequence[Row], keys: Sequence[RunColumn]) -> list[Group]:
    """Rows with the same values in all these columns, in the order of the values."""
    runs = [row for row in rows if row.digest is not None]
    columns = [ValueColumn(column.values(row.digest for row in runs)) for column in keys]
    found = group_rows(columns, len(runs))
    return [
        Group(key, [runs[place] for place in found.rows(number).tolist()], number)
        for number, key in enumerate(found.keys)
    ]


def key_text(value: FieldValue) -> str:
    """A value that Runs have in common, as text."""
    if value is None:
        return "–"
    return value_text(value) if isinstance(value, str | bool | int | float) else str(value)


def means_first(groups: Sequence[Group], column: RunColumn, *, descending: bool) -> list[Group]:
    """Groups by the mean of a column; those without one last in both directions."""
    known = [group for group in groups if not math.isnan(group.spread(column).mean)]
    known.sort(key=lambda group: group.spread(column).mean, reverse=descending)
    return known + [group for group in groups if math.isnan(group.spread(column).mean)]
