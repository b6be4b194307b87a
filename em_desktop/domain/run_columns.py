"""Which columns a table of Runs can have, found in the Runs themselves."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from em_desktop.domain.directions import direction_of
from em_desktop.domain.query.syntax import Function
from em_desktop.domain.query.values import FieldValue
from em_desktop.domain.recordings import Scalar
from em_desktop.domain.run_digest import Compact, RunDigest, default_function, field_place

MOST_PARAMETERS_SHOWN = 3
MOST_METRICS_SHOWN = 2
METRIC_FUNCTIONS = (
    Function.BEST,
    Function.LAST,
    Function.MIN,
    Function.MAX,
    Function.MEAN,
    Function.COUNT,
)
_TYPES = ("val", "test", "train")
_SEEDS = frozenset({"seed", "random_seed", "random_state", "rng_seed"})


class ColumnSource(StrEnum):
    """What a column is of."""

    PARAMETER = "param"
    METRIC = "metric"
    FACT = "fact"


@dataclass(frozen=True, slots=True)
class RunColumn:
    """A column of what Runs recorded.

    Attributes:
        function: which number of a metric; None for all else.
    """

    source: ColumnSource
    name: str
    function: Function | None = None

    @property
    def key(self) -> str:
        """Names it in settings."""
        middle = f"{self.function}:" if self.function else ""
        return f"{self.source}:{middle}{self.name}"

    @classmethod
    def from_key(cls, key: str) -> RunColumn | None:
        """The column that a key names; None if it names none."""
        source, _, rest = key.partition(":")
        if source not in set(ColumnSource) or not rest:
            return None
        if source != ColumnSource.METRIC:
            return cls(ColumnSource(source), rest)
        function, _, name = rest.partition(":")
        if function not in METRIC_FUNCTIONS or not name:
            return None
        return cls(ColumnSource.METRIC, name, Function(function))

    @property
    def is_metric(self) -> bool:
        return self.source is ColumnSource.METRIC

    @property
    def better(self) -> bool | None:
        """Whether higher values are better; None where nothing says so."""
        direction = direction_of(self.name) if self.is_metric else None
        return None if direction is None else direction.value == "maximize"

    def value(self, digest: RunDigest | None) -> FieldValue:
        """What a Run has in this column; None where it has nothing (or a recorded null)."""
        if digest is None:
            return None
        if self.function is not None:
            return digest.metrics.number(self.name, field_place(self.function, self.name))
        return _values(digest, self.source).find(self.name)

    def values(self, digests: Iterable[RunDigest | None]) -> list[FieldValue]:
        """What many Runs have in this column, at once."""
        name = self.name
        if self.function is not None:
            place = field_place(self.function, name)
            return [None if one is None else one.metrics.number(name, place) for one in digests]
        if self.source is ColumnSource.FACT:
            return [None if one is None else one.facts.find(name) for one in digests]
        return [None if one is None else one.parameters.find(name) for one in digests]


@dataclass(frozen=True, slots=True)
class FoundColumn:
    """A column that Runs have.

    Attributes:
        column: with the number that stands for a metric.
        count: how many Runs have it.
        varies: whether Runs differ in it (those that lack it count as different).
        numeric: whether most of its values are numbers.
    """

    column: RunColumn
    count: int
    varies: bool
    numeric: bool


def discover(digests: Sequence[RunDigest]) -> list[FoundColumn]:
    """The columns of some Runs: parameters, metrics, then facts, as they first occur."""
    found: list[FoundColumn] = []
    for source in (ColumnSource.PARAMETER, ColumnSource.METRIC, ColumnSource.FACT):
        layouts: dict[int, dict[str, int]] = {}
        for digest in digests:
            names = digest.metrics.names if source is ColumnSource.METRIC else None
            if names is None:
                compact = digest.facts if source is ColumnSource.FACT else digest.parameters
                names = compact.names
            layouts[id(names)] = names
        names_found = dict.fromkeys(name for names in layouts.values() for name in names)
        found += [_examine(source, name, digests) for name in names_found]
    return found


def is_seed(name: str) -> bool:
    """Whether a hyperparameter is what random numbers begin with, by its name."""
    return name.rpartition(".")[2].lower() in _SEEDS


def shown_at_first(found: Iterable[FoundColumn]) -> list[RunColumn]:
    """What a table shows of the columns before anybody chose: some of those that vary.

    Parameters that more Runs have come first; seeds don't come, nor do those that less than
    half as many have as the first. Of the metrics those of validation, and those whose name
    says what is good.
    """
    varying = [each for each in found if each.varies]
    parameters = [
        each
        for each in varying
        if each.column.source is ColumnSource.PARAMETER and not is_seed(each.column.name)
    ]
    parameters.sort(key=lambda each: -each.count)
    usual = [each for each in parameters if 2 * each.count >= parameters[0].count]
    metrics = [each for each in varying if each.column.is_metric]
    metrics.sort(key=_importance)
    shown = usual[:MOST_PARAMETERS_SHOWN] + metrics[:MOST_METRICS_SHOWN]
    return [each.column for each in shown]


def _importance(found: FoundColumn) -> tuple[bool, int, int, int]:
    kind = found.column.name.partition("/")[0]
    better = found.column.better
    order = 2 if better is None else 0 if better else 1
    place = _TYPES.index(kind) if kind in _TYPES else len(_TYPES)
    return better is None, place, order, -found.count


def _examine(source: ColumnSource, name: str, digests: Sequence[RunDigest]) -> FoundColumn:
    if source is ColumnSource.METRIC:
        return _examine_metric(name, digests)
    count = numbers = 0
    first: FieldValue = None
    varies = False
    for digest in digests:
        values = digest.facts if source is ColumnSource.FACT else digest.parameters
        if name not in values:
            continue
        value = values[name]
        if not count:
            first = value
        elif not varies and not _same(value, first):
            varies = True
        count += 1
        numbers += isinstance(value, int | float) and not isinstance(value, bool)
    varies = varies or count < len(digests)
    return FoundColumn(RunColumn(source, name), count, varies, 2 * numbers > count)


def _examine_metric(name: str, digests: Sequence[RunDigest]) -> FoundColumn:
    function = default_function(name)
    column = RunColumn(ColumnSource.METRIC, name, function)
    values = [digest.metrics.number(name, field_place(function, name)) for digest in digests]
    present = [value for value in values if value is not None]
    varies = len(present) < len(values) or any(not _same(one, present[0]) for one in present)
    return FoundColumn(column, len(present), varies, numeric=True)


def _same(one: FieldValue, other: FieldValue) -> bool:
    if isinstance(one, float) and isinstance(other, float) and math.isnan(one):
        return math.isnan(other)
    return one == other and isinstance(one, bool) is isinstance(other, bool)


def _values(digest: RunDigest, source: ColumnSource) -> Compact[Scalar]:
    return digest.facts if source is ColumnSource.FACT else digest.parameters
