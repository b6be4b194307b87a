"""Runs that have the same parameters as groups, and what their metrics come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TypeAlias

import numpy as np

from em_desktop.domain.metrics import Floats
from em_desktop.domain.query.values import FieldValue
from em_desktop.domain.value_column import Codes, ValueColumn

RESAMPLES = 2000
"""Bootstrap samples per interval."""
_SEED = 20_261_123
_AT_ONCE = 4_000_000
"""Numbers that are drawn at the same time, to bound the memory."""


class Statistic(StrEnum):
    """What a group's values come to."""

    MEAN = "mean"
    MEDIAN = "median"
    DEVIATION = "std"
    ERROR = "se"
    LOW = "low"
    HIGH = "high"
    COUNT = "n"


class Margin(StrEnum):
    """What stands behind a mean."""

    DEVIATION = "std"
    ERROR = "se"
    INTERVAL = "ci"


@dataclass(frozen=True, slots=True)
class Spread:
    """The values of a group in short; NaN where there are too few.

    Attributes:
        mean, median: of the finite values.
        deviation: standard deviation of the sample (n - 1 in the denominator).
        error: standard error of the mean.
        count: number of finite values.
        left_out: number of values that are missing, NaN or infinite.
    """

    mean: float
    median: float
    deviation: float
    error: float
    count: int
    left_out: int


Interval: TypeAlias = tuple[float, float]


def spread(values: Floats) -> Spread:
    """A group's values in short.

    Args:
        values: one per row; NaN where a row has none.
    """
    finite = values[np.isfinite(values)]
    count = len(finite)
    left_out = len(values) - count
    if not count:
        return Spread(np.nan, np.nan, np.nan, np.nan, 0, left_out)
    scale = _scale(finite)
    scaled = finite / scale
    deviation = float(np.std(scaled, ddof=1)) * scale if count > 1 else np.nan
    return Spread(
        float(np.mean(scaled)) * scale,
        float(np.median(scaled)) * scale,
        deviation,
        deviation / float(np.sqrt(count)),
        count,
        left_out,
    )


def bootstrap_interval(values: Floats, level: float = 0.95) -> Interval:
    """The interval in which the mean lies by the percentile bootstrap; NaN below two values.

    The same values give the same interval at all times: the random numbers begin anew.

    Args:
        values: those that aren't finite are left out.
        level: how likely the mean is in it.
    """
    finite = np.sort(values[np.isfinite(values)])
    count = len(finite)
    if count < 2:
        return np.nan, np.nan
    scale = _scale(finite)
    generator = np.random.Generator(np.random.PCG64(_SEED))
    means = np.empty(RESAMPLES)
    rows = max(_AT_ONCE // count, 1)
    for start in range(0, RESAMPLES, rows):
        size = min(rows, RESAMPLES - start)
        chosen = generator.integers(0, count, (size, count), dtype=np.int32)
        means[start : start + size] = (finite / scale)[chosen].mean(axis=1)
    outside = (1 - level) / 2
    low, high = np.quantile(means, (outside, 1 - outside)) * scale
    return float(low), float(high)


@dataclass(frozen=True)
class RunGroups:
    """Rows put together by what they have in some columns.

    Attributes:
        keys: of each group the values in these columns.
        codes: each row's group.
    """

    keys: tuple[tuple[FieldValue, ...], ...]
    codes: Codes

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def _order(self) -> Codes:
        return np.argsort(self.codes, kind="stable").astype(np.intp)

    @cached_property
    def _starts(self) -> Codes:
        return np.searchsorted(self.codes[self._order], np.arange(len(self) + 1)).astype(np.intp)

    @cached_property
    def counts(self) -> Codes:
        """Number of rows of each group."""
        return np.diff(self._starts).astype(np.intp)

    def rows(self, group: int) -> Codes:
        """The places of a group's rows, in their order."""
        return self._order[self._starts[group] : self._starts[group + 1]]

    def statistic(self, values: Floats, statistic: Statistic) -> Floats:
        """One number per group of a column; NaN where it has too few finite values.

        Args:
            values: one per row.
            statistic: any but the bounds of the bootstrap interval, which take long.
        """
        ordered = values[self._order]
        finite = np.isfinite(ordered)
        owner = self.codes[self._order][finite]
        known = ordered[finite]
        count = np.bincount(owner, minlength=len(self)).astype(np.float64)
        if statistic is Statistic.COUNT:
            return count
        if statistic is Statistic.MEDIAN:
            return _medians(owner, known, len(self))
        scale = _scale(known) if len(known) else 1.0
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = np.bincount(owner, known / scale, len(self)) / count
            if statistic is Statistic.MEAN:
                return mean * scale
            squares = np.bincount(owner, (known / scale - mean[owner]) ** 2, len(self))
            deviation = np.where(count > 1, np.sqrt(squares / (count - 1)), np.nan) * scale
            if statistic is Statistic.ERROR:
                return deviation / np.sqrt(count)
        return deviation


def group_rows(columns: Sequence[ValueColumn], count: int) -> RunGroups:
    """Rows with the same values in all these columns as groups, in the order of the values.

    Args:
        columns: what must be the same; a value that is missing is one like others.
        count: number of rows; without columns they are one group.
    """
    codes = np.zeros(count, dtype=np.intp)
    for column in columns:
        own, values = column.groups
        _, codes = np.unique(codes * max(len(values), 1) + own, return_inverse=True)
    if not count:
        return RunGroups((), codes)
    _, first = np.unique(codes, return_index=True)
    keys = [tuple(column.values[place] for column in columns) for place in first.tolist()]
    return RunGroups(tuple(keys), codes.astype(np.intp))


def _medians(owner: Codes, known: Floats, groups: int) -> Floats:
    order = np.lexsort((known, owner))
    ordered = known[order]
    starts = np.searchsorted(owner[order], np.arange(groups + 1))
    counts = np.diff(starts)
    result = np.full(groups, np.nan)
    some = counts > 0
    low = starts[:-1][some] + (counts[some] - 1) // 2
    high = starts[:-1][some] + counts[some] // 2
    result[some] = ordered[low] / 2 + ordered[high] / 2
    return result


def _scale(values: Floats) -> float:
    """What to divide by so that sums and squares stay finite: a power of two, which is exact."""
    largest = float(np.max(np.abs(values)))
    if 1e-100 < largest < 1e100 or not largest:
        return 1.0
    return float(2.0 ** np.floor(np.log2(largest)))
