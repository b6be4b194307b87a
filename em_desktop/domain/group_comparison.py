"""Whether two groups of Runs differ, computed by SciPy where it is installed."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from em_desktop.domain.metrics import Floats
from em_desktop.domain.query.values import FieldValue
from em_desktop.errors import NotInstalledError

PACKAGE = "scipy"


class GroupTest(StrEnum):
    """How two groups are compared."""

    WELCH = "welch"
    """Welch's t test: means of groups whose spreads may differ."""
    MANN_WHITNEY = "mann-whitney"
    """Mann-Whitney's U test: whether one group's values tend to be larger."""
    PAIRED = "paired"
    """Student's paired t test: means of the differences of Runs with the same seed."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What a test says.

    Attributes:
        statistic: t or U; NaN where there are too few values.
        p: the probability of a difference as large by chance, two-sided; NaN likewise.
        effect: the effect's size: Cohen's d (pooled deviation; of the differences where they
            are paired), or the rank-biserial correlation for Mann-Whitney. Positive where
            the first group's values are larger.
        low, high: the 95 % interval of the difference of the means; NaN for Mann-Whitney.
        counts: how many values of each group took part.
    """

    test: GroupTest
    statistic: float
    p: float
    effect: float
    low: float
    high: float
    counts: tuple[int, int]


def compare_groups(first: Floats, second: Floats, test: GroupTest) -> Difference:
    """Compare two groups; for the paired test they are of one length, pair by pair.

    Args:
        first: values of a metric; those that aren't finite are left out (a pair where one
            of both isn't).
        second: those of the other group.
        test: how.

    Raises:
        NotInstalledError: SciPy is missing.
    """
    if test is GroupTest.PAIRED:
        whole = np.isfinite(first) & np.isfinite(second)
        return _paired(first[whole], second[whole])
    one, two = first[np.isfinite(first)], second[np.isfinite(second)]
    return _welch(one, two) if test is GroupTest.WELCH else _mann_whitney(one, two)


def pair_up(
    first: Floats,
    first_seeds: Sequence[FieldValue],
    second: Floats,
    second_seeds: Sequence[FieldValue],
) -> tuple[Floats, Floats]:
    """Values of Runs with the same seed side by side; of a seed that occurs often, their mean.

    Args:
        first: values of a metric.
        first_seeds: what the Runs are joined by; those without one take no part.
        second: values of the other group.
        second_seeds: what those Runs are joined by.
    """
    one, two = _by_seed(first, first_seeds), _by_seed(second, second_seeds)
    shared = [seed for seed in one if seed in two]
    return np.array([one[seed] for seed in shared]), np.array([two[seed] for seed in shared])


def _by_seed(values: Floats, seeds: Sequence[FieldValue]) -> dict[FieldValue, float]:
    found: dict[FieldValue, list[float]] = {}
    for value, seed in zip(values.tolist(), seeds, strict=True):
        if seed is not None and math.isfinite(value):
            found.setdefault(seed, []).append(value)
    return {seed: sum(each) / len(each) for seed, each in found.items()}


def _welch(one: Floats, two: Floats) -> Difference:
    counts = len(one), len(two)
    if min(counts) < 2:
        return _nothing(GroupTest.WELCH, counts)
    stats = _scipy_stats()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # equal values: the result is NaN
        found = stats.ttest_ind(one, two, equal_var=False)
        interval = found.confidence_interval(0.95)
    return Difference(
        GroupTest.WELCH,
        float(found.statistic),
        float(found.pvalue),
        _cohens_d(one, two),
        float(interval.low),
        float(interval.high),
        counts,
    )


def _mann_whitney(one: Floats, two: Floats) -> Difference:
    counts = len(one), len(two)
    if not min(counts):
        return _nothing(GroupTest.MANN_WHITNEY, counts)
    found = _scipy_stats().mannwhitneyu(one, two, alternative="two-sided")
    statistic = float(found.statistic)
    effect = 2 * statistic / (counts[0] * counts[1]) - 1
    return Difference(
        GroupTest.MANN_WHITNEY, statistic, float(found.pvalue), effect, math.nan, math.nan, counts
    )


def _paired(one: Floats, two: Floats) -> Difference:
    counts = len(one), len(two)
    if len(one) < 2:
        return _nothing(GroupTest.PAIRED, counts)
    stats = _scipy_stats()
    differences = one - two
    deviation = float(np.std(differences, ddof=1))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        found = stats.ttest_rel(one, two)
        interval = found.confidence_interval(0.95)
    effect = float(np.mean(differences)) / deviation if deviation else math.nan
    return Difference(
        GroupTest.PAIRED,
        float(found.statistic),
        float(found.pvalue),
        effect,
        float(interval.low),
        float(interval.high),
        counts,
    )


def _cohens_d(one: Floats, two: Floats) -> float:
    """The difference of the means in pooled standard deviations; NaN where nothing varies."""
    degrees = len(one) + len(two) - 2
    pooled = (len(one) - 1) * np.var(one, ddof=1) + (len(two) - 1) * np.var(two, ddof=1)
    deviation = math.sqrt(float(pooled) / degrees)
    return float(np.mean(one) - np.mean(two)) / deviation if deviation else math.nan


def _nothing(test: GroupTest, counts: tuple[int, int]) -> Difference:
    nan = math.nan
    return Difference(test, nan, nan, nan, nan, nan, counts)


def _scipy_stats() -> Any:
    try:
        from scipy import stats
    except ImportError as error:
        raise NotInstalledError(PACKAGE, str(error)) from error
    return stats
