"""Groups of Runs and their statistics, against NumPy, SciPy and plain Python."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from em_desktop.domain.group_comparison import GroupTest, compare_groups, pair_up
from em_desktop.domain.metrics import Floats
from em_desktop.domain.query.values import FieldValue
from em_desktop.domain.run_groups import Statistic, bootstrap_interval, group_rows, spread
from em_desktop.domain.value_column import ValueColumn

VALUES = st.lists(
    st.one_of(st.floats(-1e6, 1e6), st.just(math.nan), st.just(math.inf)), max_size=30
).map(lambda values: np.array(values, dtype=np.float64))
SAMPLES = st.lists(st.floats(-1e3, 1e3).map(lambda value: round(value, 3)), min_size=2, max_size=20)


def near(value: float, expected: float) -> bool:
    if math.isnan(value) or math.isnan(expected):
        return math.isnan(value) and math.isnan(expected)
    return math.isclose(value, expected, rel_tol=1e-9, abs_tol=1e-6)


@given(VALUES)
def test_a_spread_is_what_numpy_and_scipy_say(values: Floats) -> None:
    found = spread(values)
    finite = values[np.isfinite(values)]
    assert (found.count, found.left_out) == (len(finite), len(values) - len(finite))
    if not len(finite):
        assert math.isnan(found.mean)
        return
    assert near(found.mean, float(np.mean(finite)))
    assert near(found.median, float(np.median(finite)))
    if len(finite) > 1:
        assert near(found.deviation, float(np.std(finite, ddof=1)))
        assert near(found.error, float(stats.sem(finite)))
    else:
        assert math.isnan(found.deviation)
        assert math.isnan(found.error)


def test_a_spread_of_the_largest_numbers_is_finite() -> None:
    found = spread(np.array([1.7e308, 1.5e308, 1.6e308]))
    assert found.mean == pytest.approx(1.6e308)
    assert found.deviation == pytest.approx(1e307)
    assert spread(np.array([5e-324, 5e-324])).mean == 5e-324


KEYS = st.one_of(
    st.none(), st.booleans(), st.sampled_from([0, 1, 1.0, "1", "a", "A", math.nan, 0.5, ""])
)


@given(st.lists(st.tuples(KEYS, KEYS, st.floats(-1e6, 1e6) | st.just(math.nan)), max_size=40))
def test_groups_and_their_statistics_are_those_of_plain_python(
    rows: list[tuple[FieldValue, FieldValue, float]],
) -> None:
    columns = [ValueColumn([row[0] for row in rows]), ValueColumn([row[1] for row in rows])]
    groups = group_rows(columns, len(rows))
    expected: dict[Any, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        expected[
            tuple(repr(1.0 if key == 1 and key is not True else key) for key in row[:2])
        ].append(place)
    found = [groups.rows(group).tolist() for group in range(len(groups))]
    assert sorted(found) == sorted(expected.values())
    values = np.array([row[2] for row in rows], dtype=np.float64)
    numbers = {each: groups.statistic(values, each) for each in Statistic if each not in "lowhigh"}
    for group, places in enumerate(found):
        known = [rows[place][2] for place in places if not math.isnan(rows[place][2])]
        assert numbers[Statistic.COUNT][group] == len(known)
        mean = statistics.fmean(known) if known else math.nan
        median = statistics.median(known) if known else math.nan
        deviation = statistics.stdev(known) if len(known) > 1 else math.nan
        assert near(numbers[Statistic.MEAN][group], mean)
        assert near(numbers[Statistic.MEDIAN][group], median)
        assert near(numbers[Statistic.DEVIATION][group], deviation)
        assert near(numbers[Statistic.ERROR][group], deviation / math.sqrt(max(len(known), 1)))


def test_groups_are_in_the_order_of_their_values() -> None:
    column = ValueColumn([10, "b", 2, None, "a", 2])
    groups = group_rows([column], 6)
    assert groups.keys == ((2,), (10,), ("a",), ("b",), (None,))
    assert groups.counts.tolist() == [2, 1, 1, 1, 1]


def test_without_columns_all_rows_are_one_group() -> None:
    assert group_rows([], 3).keys == ((),)
    assert len(group_rows([], 0)) == 0


@given(VALUES)
@settings(max_examples=30)
def test_a_bootstrap_interval_is_always_the_same_and_within_the_values(values: Floats) -> None:
    low, high = bootstrap_interval(values)
    finite = values[np.isfinite(values)]
    if len(finite) < 2:
        assert math.isnan(low)
        assert math.isnan(high)
        return
    assert bootstrap_interval(np.random.default_rng(1).permutation(values)) == (low, high)
    slack = 1e-9 * float(np.abs(finite).max())
    assert finite.min() - slack <= low <= high <= finite.max() + slack


def test_a_bootstrap_interval_is_near_that_of_scipy() -> None:
    values = np.random.default_rng(5).normal(10, 2, 40)
    low, high = bootstrap_interval(values)
    found = stats.bootstrap(
        (values,), np.mean, n_resamples=20_000, method="percentile", rng=np.random.default_rng(3)
    )
    assert low == pytest.approx(found.confidence_interval.low, abs=0.05)
    assert high == pytest.approx(found.confidence_interval.high, abs=0.05)


@given(SAMPLES, SAMPLES)
def test_welchs_test_is_scipys(one: list[float], two: list[float]) -> None:
    if len(set(one)) < 2 or len(set(two)) < 2:
        return
    first, second = np.array([*one, math.nan]), np.array([math.inf, *two])
    found = compare_groups(first, second, GroupTest.WELCH)
    expected = stats.ttest_ind(one, two, equal_var=False)
    assert near(found.statistic, float(expected.statistic))
    assert near(found.p, float(expected.pvalue))
    assert found.counts == (len(one), len(two))
    pooled = math.sqrt(
        ((len(one) - 1) * np.var(one, ddof=1) + (len(two) - 1) * np.var(two, ddof=1))
        / (len(one) + len(two) - 2)
    )
    assert near(found.effect, float((np.mean(one) - np.mean(two)) / pooled))
    interval = expected.confidence_interval()
    assert (found.low, found.high) == (interval.low, interval.high)


@given(SAMPLES, SAMPLES)
def test_mann_whitneys_test_is_scipys_with_its_rank_biserial_correlation(
    one: list[float], two: list[float]
) -> None:
    found = compare_groups(np.array(one), np.array(two), GroupTest.MANN_WHITNEY)
    expected = stats.mannwhitneyu(one, two)
    assert (found.statistic, found.p) == (expected.statistic, expected.pvalue)
    larger = sum((a > b) - (a < b) for a in one for b in two)
    assert near(found.effect, larger / (len(one) * len(two)))


@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=3, max_size=20))
def test_the_paired_test_is_scipys(pairs: list[tuple[int, int]]) -> None:
    one, two = (np.array(each, dtype=np.float64) for each in zip(*pairs, strict=True))
    if len(set((one - two).tolist())) < 2:
        return
    found = compare_groups(one, two, GroupTest.PAIRED)
    expected = stats.ttest_rel(one, two)
    assert near(found.statistic, float(expected.statistic))
    assert near(found.p, float(expected.pvalue))
    assert near(found.effect, float(np.mean(one - two) / np.std(one - two, ddof=1)))


def test_runs_are_paired_by_their_seeds() -> None:
    one, two = pair_up(
        np.array([1.0, 2.0, 4.0, 9.0, math.nan]), [1, 2, 2, None, 3], np.array([5.0, 6.0]), [2, 7]
    )
    assert one.tolist() == [3.0]
    assert two.tolist() == [5.0]


@pytest.mark.parametrize("test", GroupTest)
def test_too_few_values_give_no_result_rather_than_an_error(test: GroupTest) -> None:
    nothing = np.array([math.nan])
    found = compare_groups(nothing, nothing, test)
    assert math.isnan(found.p)
    assert math.isnan(found.effect)


@pytest.mark.parametrize("test", [GroupTest.WELCH, GroupTest.PAIRED])
def test_values_that_dont_vary_have_no_effect_size(test: GroupTest) -> None:
    same = np.ones(4)
    assert math.isnan(compare_groups(same, same, test).effect)
