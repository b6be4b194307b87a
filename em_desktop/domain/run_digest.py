"""What a table of many Runs knows of each: parameters, metrics in short, and where it ran."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from em_desktop.domain.autotune import Direction
from em_desktop.domain.directions import direction_of
from em_desktop.domain.query.syntax import Function
from em_desktop.domain.recordings import Scalar

if TYPE_CHECKING:  # listings import this before the arrays are needed
    from em_desktop.domain.metrics import Series

T = TypeVar("T")


class MetricDigest(NamedTuple):
    """One metric of a Run in short. NaN where there is no such number.

    Attributes:
        last: the last recorded value, finite or not.
        minimum, maximum, mean: of the finite values.
        records: number of records that have the metric.
        not_finite: how many of them are NaN or infinite.
        last_step, minimum_step, maximum_step: the steps at which these were recorded.
    """

    last: float
    minimum: float
    maximum: float
    mean: float
    records: float
    not_finite: float
    last_step: float
    minimum_step: float
    maximum_step: float

    @classmethod
    def of(cls, series: Series) -> MetricDigest:
        """That of a metric's records."""
        import numpy as np

        values, steps = series.value, series.step
        if not len(values):
            nothing = math.nan
            return cls(nothing, nothing, nothing, nothing, 0, 0, nothing, nothing, nothing)
        finite = np.flatnonzero(np.isfinite(values))
        last = (float(values[-1]), float(steps[-1]))
        if not len(finite):
            count, nan = len(values), math.nan
            return cls(last[0], nan, nan, nan, count, count, last[1], nan, nan)
        known = values[finite]
        least, most = int(finite[np.argmin(known)]), int(finite[np.argmax(known)])
        scale = max(abs(float(values[least])), abs(float(values[most])), 1.0)
        return cls(
            last[0],
            float(values[least]),
            float(values[most]),
            float(np.mean(known / scale)) * scale,  # the sum of large ones would be infinite
            len(values),
            len(values) - len(known),
            last[1],
            float(steps[least]),
            float(steps[most]),
        )

    def best(self, direction: Direction | None) -> float:
        """The best value; the last one where neither end is known to be good."""
        if direction is None:
            return self.last
        return self.maximum if direction is Direction.MAXIMIZE else self.minimum

    def best_step(self, direction: Direction | None) -> float:
        """The step of the best value."""
        if direction is None:
            return self.last_step
        return self.maximum_step if direction is Direction.MAXIMIZE else self.minimum_step

    def number(self, function: Function, name: str) -> float:
        """One of the numbers; the name says which end is the best."""
        match function:
            case Function.MIN:
                return self.minimum
            case Function.MAX:
                return self.maximum
            case Function.MEAN:
                return self.mean
            case Function.COUNT:
                return self.records
            case Function.LAST:
                return self.last
            case _:
                return self.best(direction_of(name))


_FIELDS = len(MetricDigest._fields)


@lru_cache(maxsize=4096)
def _places(names: tuple[str, ...]) -> dict[str, int]:
    return {name: place for place, name in enumerate(names)}


class Compact(Mapping[str, T], Generic[T]):
    """A small mapping that shares its names with all others that have the same ones."""

    __slots__ = ("_names", "_values")

    def __init__(self, names: tuple[str, ...], values: tuple[T, ...]) -> None:
        self._names = _places(names)
        self._values = values

    @classmethod
    def of(cls, values: Mapping[str, T]) -> Compact[T]:
        """A compact copy."""
        return cls(tuple(values), tuple(values.values()))

    def __getitem__(self, name: str) -> T:
        return self._values[self._names[name]]

    def find(self, name: str) -> T | None:
        """The value of a name; None without it. Quicker than `get`."""
        place = self._names.get(name)
        return None if place is None else self._values[place]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._values)

    @property
    def names(self) -> dict[str, int]:
        """The names; the same object for mappings with the same names."""
        return self._names


class Metrics(Mapping[str, MetricDigest]):
    """The metrics of a Run as one array of numbers."""

    __slots__ = ("_names", "_numbers")

    def __init__(self, names: tuple[str, ...], numbers: array[float]) -> None:
        self._names = _places(names)
        self._numbers = numbers

    @classmethod
    def of(cls, values: Mapping[str, MetricDigest]) -> Metrics:
        """A compact copy."""
        numbers = (number for digest in values.values() for number in digest)
        return cls(tuple(values), array("d", numbers))

    def __getitem__(self, name: str) -> MetricDigest:
        start = self._names[name] * _FIELDS
        return MetricDigest._make(self._numbers[start : start + _FIELDS])

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    @property
    def names(self) -> dict[str, int]:
        """The names; the same object for Runs with the same metrics."""
        return self._names

    @property
    def numbers(self) -> array[float]:
        """All numbers, metric by metric."""
        return self._numbers

    def number(self, name: str, field: int) -> float | None:
        """One number of one metric, by its place in `MetricDigest`; None without the metric."""
        place = self._names.get(name)
        return None if place is None else self._numbers[place * _FIELDS + field]


@dataclass(frozen=True, slots=True)
class RunDigest:
    """A Run in short.

    Attributes:
        parameters: flat, see `flat_parameters`.
        metrics: by type and name, such as ``val/loss``.
        facts: further values: ``git.branch``, ``platform.python`` and so on.
    """

    parameters: Compact[Scalar]
    metrics: Metrics
    facts: Compact[Scalar]

    @classmethod
    def of(
        cls,
        parameters: Mapping[str, Scalar],
        metrics: Mapping[str, MetricDigest],
        facts: Mapping[str, Scalar],
    ) -> RunDigest:
        """A digest of these."""
        return cls(Compact.of(parameters), Metrics.of(metrics), Compact.of(facts))


def default_function(metric: str) -> Function:
    """Which number stands for a metric: the best where its name says so, else the last."""
    return Function.LAST if direction_of(metric) is None else Function.BEST


def field_place(function: Function, metric: str) -> int:
    """Where a metric's number is in a `MetricDigest`."""
    match function:
        case Function.MIN:
            return 1
        case Function.MAX:
            return 2
        case Function.MEAN:
            return 3
        case Function.COUNT:
            return 4
        case Function.LAST:
            return 0
    direction = direction_of(metric)
    if direction is None:
        return 0
    return 2 if direction is Direction.MAXIMIZE else 1
