"""Axes of hyperparameters, with the scale that the search space gives them, and brushes on them."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from em_desktop.domain.autotune import SearchParameter
from em_desktop.domain.cells import ABSENT, Absent, Cell
from em_desktop.domain.metrics import Flags, Floats
from em_desktop.domain.recordings import Value
from em_desktop.domain.trial_set import TrialSet

METRIC = ""
"""The key of the metric's axis; no hyperparameter has an empty name."""

LARGEST = 1e300
"""Greater numbers are drawn at this one, so that the length of an axis is finite."""

_MOST_CATEGORIES = 200
_DECADES_OF_LOG = 3.0
_FEWEST_FACTORS = 3
_LEAST_FACTOR = 0.9
"""Decades; less isn't worth a logarithm."""


class AxisScale(StrEnum):
    """How an axis is divided."""

    LINEAR = "linear"
    LOG = "log"
    """Positions are base-10 logarithms."""
    CATEGORIES = "categories"
    """Positions are places in `Axis.categories`."""


@dataclass(frozen=True, slots=True, eq=False)
class Axis:
    """One axis and where all trials are on it.

    Attributes:
        key: the hyperparameter's name; `METRIC` for the metric.
        scale: how it is divided.
        low, high: its ends, as positions; low < high.
        positions: one per trial; NaN where the trial has nothing that fits on the axis.
        categories: the values of an axis of categories, from the lower end up.
        bounds: the ends of the search space, as positions; None where it has none.
        integer: only whole numbers can come.
        outside: how many trials are outside of the search space.
        unplaced: how many trials have no position.
    """

    key: str
    scale: AxisScale
    low: float
    high: float
    positions: Floats
    categories: tuple[Value, ...] = ()
    bounds: tuple[float, float] | None = None
    integer: bool = False
    outside: int = 0
    unplaced: int = 0

    @property
    def fractions(self) -> Floats:
        """Positions as parts of the axis, 0 at the lower end and 1 at the upper."""
        return (self.positions - self.low) / (self.high - self.low)

    def position(self, fraction: float) -> float:
        """The position at a part of the axis."""
        return self.low + fraction * (self.high - self.low)

    def fraction(self, position: float) -> float:
        """Which part of the axis a position is at, inside its ends."""
        return min(max((position - self.low) / (self.high - self.low), 0.0), 1.0)

    def value(self, position: float) -> Value:
        """What a position stands for."""
        match self.scale:
            case AxisScale.CATEGORIES:
                return self.categories[min(max(round(position), 0), len(self.categories) - 1)]
            case AxisScale.LOG:
                return float(10.0**position)
            case _:
                return position


def parameter_axis(trials: TrialSet, name: str) -> Axis:
    """The axis of a hyperparameter.

    A choice lists all of its options, also those nobody tried, and then other values that
    came. A range reaches from end to end of the search space, and further where values lie
    outside. Without a search space the values decide: text makes categories, positive
    numbers over many decades a logarithmic axis.
    """
    parameter = next((one for one in trials.space if one.name == name), None)
    values = [trial.parameters.get(name, ABSENT) for trial in trials.trials]
    return value_axis(name, values, parameter)


def value_axis(key: str, values: Sequence[Cell], parameter: SearchParameter | None = None) -> Axis:
    """The axis of any values, one for each of what is looked at.

    Args:
        key: names the axis.
        values: `ABSENT` where there is none.
        parameter: what the search space says of it; None: the values decide.
    """
    if parameter is not None and parameter.is_categorical:
        return _category_axis(key, values, parameter)
    numbers = np.array([_number(value) for value in values], dtype=np.float64)
    present = (value for value in values if not isinstance(value, Absent))
    words = [value for value in present if not _is_number(value)]
    distinct = {category_key(value) for value in words}
    ranged = parameter is not None and _bounds(parameter) is not None
    if words and not ranged and len(distinct) <= _MOST_CATEGORIES:
        return _category_axis(key, values, None)
    return _number_axis(key, numbers, parameter)


def metric_axis(trials: TrialSet) -> Axis:
    """The axis of the metric (of the last report where there is no final one)."""
    return number_axis(METRIC, trials.value)


def number_axis(key: str, values: Floats, *, may_be_log: bool = False) -> Axis:
    """An axis of any numbers; infinities and NaN have no place.

    It is linear, or logarithmic where that is allowed and the values ask for it.
    """
    if may_be_log and asks_for_log(values):
        return _number_axis(key, values, None)
    positions = _placed(values)
    low, high = _ends(positions, None)
    missing = int(np.isnan(positions).sum())
    return Axis(key, AxisScale.LINEAR, low, high, positions, unplaced=missing)


def category_key(value: Value) -> str:
    """A text that is the same for equal values only: ``1`` and ``1.0`` are, ``true`` isn't."""
    if isinstance(value, bool) or value is None:
        return f"word {value}"
    if isinstance(value, int | float):
        number = _number(value)
        return f"number {value if math.isnan(number) else number}"
    if isinstance(value, str):
        return f"text {value}"
    return "data " + json.dumps(value, sort_keys=True, default=str)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number(value: object) -> float:
    """The value as a number; NaN where it is none, or is too large for one."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return math.nan
    try:
        return float(value)
    except OverflowError:
        return math.nan


def _number_axis(name: str, numbers: Floats, parameter: SearchParameter | None) -> Axis:
    bounds = None if parameter is None else _bounds(parameter)
    log = _is_log(numbers, parameter)
    positions = _placed(numbers)
    if log:
        positive = positions > 0
        positions = np.log10(positions, where=positive, out=np.full(len(positions), np.nan))
        bounds = None if bounds is None else (math.log10(bounds[0]), math.log10(bounds[1]))
    low, high = _ends(positions, bounds)
    outside = 0
    if bounds is not None:
        slack = (bounds[1] - bounds[0]) * 1e-9
        outside = int(((positions < bounds[0] - slack) | (positions > bounds[1] + slack)).sum())
    return Axis(
        name,
        AxisScale.LOG if log else AxisScale.LINEAR,
        low,
        high,
        positions,
        bounds=bounds,
        integer=parameter is not None and parameter.is_integer,
        outside=outside,
        unplaced=int(np.isnan(positions).sum()),
    )


def _placed(numbers: Floats) -> Floats:
    """Finite numbers, those beyond `LARGEST` at it; NaN for all others."""
    return np.where(np.isfinite(numbers), np.clip(numbers, -LARGEST, LARGEST), np.nan)


def _is_log(numbers: Floats, parameter: SearchParameter | None) -> bool:
    if parameter is not None and parameter.distribution:
        bounds = _bounds(parameter)
        return parameter.is_log and (bounds is None or bounds[0] > 0)
    return asks_for_log(numbers)


def asks_for_log(numbers: Floats) -> bool:
    """Whether values are better told apart on a logarithmic axis.

    They are positive, and reach over three decades, or are spaced far more evenly by factors
    than by differences: 32, 64, 128, 256.
    """
    known = np.unique(numbers[np.isfinite(numbers)])
    if len(known) < 2 or known[0] <= 0:
        return False
    logs = np.log10(known)
    if logs[-1] - logs[0] >= _DECADES_OF_LOG:
        return True
    if len(known) < _FEWEST_FACTORS or logs[-1] - logs[0] < _LEAST_FACTOR:
        return False
    return bool(_unevenness(logs) < _unevenness(known) / 2)


def _unevenness(rising: Floats) -> float:
    gaps = np.diff(rising)
    return float(gaps.std() / gaps.mean())


def _bounds(parameter: SearchParameter) -> tuple[float, float] | None:
    """The finite ends of a range in order; None for what isn't a range of numbers."""
    bounds = parameter.bounds
    if bounds is None or parameter.is_categorical or not all(map(math.isfinite, bounds)):
        return None
    return min(bounds), max(bounds)


def _ends(positions: Floats, bounds: tuple[float, float] | None) -> tuple[float, float]:
    """Ends of an axis that hold everything, apart from each other."""
    known = positions[~np.isnan(positions)]
    ends = [*(() if bounds is None else bounds)]
    if len(known):
        ends += [float(known.min()), float(known.max())]
    if not ends:
        return 0.0, 1.0
    low, high = min(ends), max(ends)
    if high - low > abs(high) * 1e-12:
        return low, high
    margin = abs(low) * 0.1 or 1.0
    return low - margin, high + margin


def _category_axis(name: str, values: Sequence[Cell], parameter: SearchParameter | None) -> Axis:
    options: dict[str, Value] = {}
    for option in () if parameter is None else parameter.values:
        options.setdefault(category_key(option), option)
    in_space = len(options)
    others: dict[str, Value] = {}
    for value in values:
        if not isinstance(value, Absent) and (key := category_key(value)) not in options:
            others.setdefault(key, value)
    everything = {**options, **dict(sorted(others.items()))}
    ordered = _in_order(everything)
    place = {key: float(number) for number, key in enumerate(ordered)}
    positions = np.array(
        [math.nan if isinstance(one, Absent) else place[category_key(one)] for one in values],
        dtype=np.float64,
    )
    strange = sum(not isinstance(one, Absent) and category_key(one) in others for one in values)
    last = max(len(ordered) - 1, 0)
    return Axis(
        name,
        AxisScale.CATEGORIES,
        0.0 if last else -0.5,
        float(last) if last else 0.5,
        positions,
        categories=tuple(everything[key] for key in ordered),
        integer=False,
        outside=strange if in_space else 0,
        unplaced=int(np.isnan(positions).sum()),
    )


def _in_order(options: Mapping[str, Value]) -> list[str]:
    """Numbers rise from the lower end; words are read from the upper end down."""
    numbers = [key for key, value in options.items() if _is_number(value)]
    words = [key for key in options if key not in set(numbers)]
    numbers.sort(key=lambda key: _number(options[key]))
    return numbers + words[::-1]


@dataclass(frozen=True, slots=True)
class Span:
    """A range on an axis, as positions; open where an end is infinite."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Brush:
    """What is chosen on one axis: positions in any of the spans, or any of the categories.

    Attributes:
        spans: ranges on an axis of numbers.
        names: `category_key` of values on an axis of categories.
    """

    spans: tuple[Span, ...] = ()
    names: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.spans or self.names)


def chosen(axis: Axis, brush: Brush) -> Flags:
    """Which trials a brush on this axis takes; those without a position never."""
    if axis.scale is AxisScale.CATEGORIES:
        wanted = [
            place for place, one in enumerate(axis.categories) if category_key(one) in brush.names
        ]
        return np.isin(axis.positions, wanted)
    taken = np.zeros(len(axis.positions), dtype=np.bool_)
    for span in brush.spans:
        slack = (axis.high - axis.low) * 1e-9
        taken |= (axis.positions >= span.low - slack) & (axis.positions <= span.high + slack)
    return taken


def brushed(axes: Sequence[Axis], brushes: Mapping[str, Brush], shown: Flags) -> Flags:
    """Which of the shown trials all brushes take: any span of an axis, and every axis.

    A brush on an axis that isn't there takes nothing away.
    """
    taken = shown.copy()
    for axis in axes:
        brush = brushes.get(axis.key)
        if brush:
            taken &= chosen(axis, brush)
    return taken


def span_brush(axis: Axis, low: float, high: float) -> Brush:
    """The brush that a band from ``low`` to ``high`` (positions) is on this axis."""
    low, high = min(low, high), max(low, high)
    if axis.scale is not AxisScale.CATEGORIES:
        return Brush((Span(low, high),))
    return Brush(
        names=frozenset(
            category_key(one)
            for place, one in enumerate(axis.categories)
            if low - 0.35 <= place <= high + 0.35
        )
    )
