"""Axes over everything that is compared: its hyperparameters and its metrics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from em_desktop.domain.cells import ABSENT, Cell
from em_desktop.domain.differences import Leaves, cell_key, path_text
from em_desktop.domain.recordings import Value
from em_desktop.domain.subjects import MetricKey, MetricSummary
from em_desktop.domain.trial_axes import Axis, number_axis, value_axis

PARAMETER: Final = "parameter:"
METRIC: Final = "metric:"
"""Begins an axis' key; behind it is the path of the parameter, or the metric's text."""


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """One thing that is a line or a point: a member of a comparison, or a Run beside it.

    Attributes:
        name: what people call it.
        parameters: its hyperparameters by their paths.
        metrics: its metrics by their texts; NaN has no place on an axis.
    """

    name: str
    parameters: Mapping[str, Value] = field(default_factory=dict)
    metrics: Mapping[str, float] = field(default_factory=dict)


def item_of(name: str, parameters: Leaves, summaries: Mapping[MetricKey, MetricSummary]) -> Item:
    """An item of what was read."""
    values = {path_text(path): value for path, (value, _) in parameters.items()}
    return Item(name, values, {key.text: summary.best for key, summary in summaries.items()})


def axis_name(key: str) -> str:
    """What an axis is called: the parameter's path, or the metric."""
    return key.removeprefix(PARAMETER).removeprefix(METRIC)


def axis_keys(items: Sequence[Item]) -> list[str]:
    """All axes: parameters in the order of first appearance, then metrics."""
    parameters = dict.fromkeys(name for item in items for name in item.parameters)
    metrics = dict.fromkeys(name for item in items for name in item.metrics)
    return [*(PARAMETER + name for name in parameters), *(METRIC + name for name in metrics)]


def differing_keys(items: Sequence[Item]) -> list[str]:
    """The parameters whose values aren't equal in all items, those with the fewest gaps first."""
    found: list[tuple[int, str]] = []
    for key in axis_keys(items):
        if not key.startswith(PARAMETER):
            continue
        name = axis_name(key)
        cells = [item.parameters.get(name, ABSENT) for item in items]
        if _differ(cells):
            found.append((sum(cell is ABSENT for cell in cells), key))
    return [key for _, key in sorted(found, key=lambda each: each[0])]


def _differ(cells: Sequence[Cell]) -> bool:
    """Whether two of the cells aren't equal; it stops at the first that isn't."""
    first = next(iter(cells), ABSENT)
    key = cell_key(first)
    return any(cell is not first and cell_key(cell) != key for cell in cells)


def item_axis(items: Sequence[Item], key: str) -> Axis:
    """The axis with this key; an item that lacks the value has no place on it."""
    name = axis_name(key)
    if key.startswith(METRIC):
        values = [item.metrics.get(name, np.nan) for item in items]
        return number_axis(key, np.array(values, dtype=np.float64), may_be_log=True)
    return value_axis(key, [item.parameters.get(name, ABSENT) for item in items])


class ItemAxes(Mapping[str, Axis]):
    """All axes over some items by their keys, each made when it is first asked for."""

    def __init__(self, items: Sequence[Item] = ()) -> None:
        self._items = items
        self._made: dict[str, Axis | None] = dict.fromkeys(axis_keys(items))

    def __getitem__(self, key: str) -> Axis:
        axis = self._made[key]
        if axis is None:
            axis = self._made[key] = item_axis(self._items, key)
        return axis

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)

    def __contains__(self, key: object) -> bool:
        return key in self._made
