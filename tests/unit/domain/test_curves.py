"""Curves: axes, smoothing, gaps and decimation against plain definitions."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from em_desktop.domain.clocks import Clock
from em_desktop.domain.curves import (
    Recipe,
    XAxis,
    curve,
    first_time,
    joined,
    outlier_range,
    x_values,
)
from em_desktop.domain.metrics import Column, Floats, MetricTable, Series
from em_desktop.domain.smoothing import smooth
from em_desktop.domain.tracks import Trace, Track

nan, inf = math.nan, math.inf
numbers = st.floats(-1e6, 1e6)
odd_numbers = st.one_of(numbers, st.sampled_from([nan, inf, -inf]))


def floats(*values: float) -> Floats:
    return np.array(values, dtype=np.float64)


def series(values: Floats, step: Floats | None = None, time: Floats | None = None) -> Series:
    absent = np.full(len(values), nan)
    steps = np.arange(len(values), dtype=np.float64) if step is None else step
    return Series(steps, absent, absent if time is None else time, values)


def drawn(x: Floats, y: Floats, low: float, high: float, columns: int) -> tuple[Floats, Floats]:
    found = Trace.over(y).drawn(Track.along(x), low, high, columns)
    return found.x, found.y


def plainly_smoothed(values: list[float], weight: float) -> list[float]:
    total, count, result = 0.0, 0, []
    for value in values:
        if not math.isfinite(value):
            result.append(value)
            continue
        total, count = weight * total + (1 - weight) * value, count + 1
        result.append(total / (1 - weight**count))
    return result


@given(st.lists(odd_numbers, max_size=200), st.floats(0.01, 0.999))
def test_smoothing_is_the_debiased_moving_average(values: list[float], weight: float) -> None:
    smoothed = smooth(np.array(values, dtype=np.float64), weight)
    np.testing.assert_allclose(smoothed, plainly_smoothed(values, weight), rtol=1e-9, atol=1e-7)


def test_smoothing_of_many_values_is_exact_to_nine_digits() -> None:
    values = np.random.default_rng(1).normal(5, 2, 50_000)
    values[777] = nan
    expected = plainly_smoothed(values.tolist(), 0.97)
    np.testing.assert_allclose(smooth(values, 0.97), expected, rtol=1e-9)


def test_smoothing_by_nothing_leaves_the_values() -> None:
    values = floats(3.0, nan, 1.0)
    np.testing.assert_array_equal(smooth(values, 0.0), values)


def test_a_constant_stays_exactly_constant() -> None:
    np.testing.assert_array_equal(smooth(np.full(1000, 0.1), 0.9), np.full(1000, 0.1))


def test_smoothing_doesnt_overflow_just_before_infinity() -> None:
    values = floats(1.7e308, -1.7e308, 1.7e308, inf)
    smoothed = smooth(values, 0.6)
    assert np.isfinite(smoothed[:3]).all()
    assert smoothed[3] == inf


@pytest.mark.parametrize("weight", [-0.1, 1.0, nan])
def test_a_weight_outside_of_zero_to_one_is_refused(weight: float) -> None:
    with pytest.raises(ValueError, match="smoothing weight"):
        smooth(floats(1.0), weight)


def test_x_is_step_epoch_wall_time_or_time_since_the_first_record() -> None:
    table = Series(floats(1, 2), floats(0, nan), floats(1000.0, 1007.5), floats(5, 6))
    assert x_values(table, XAxis.STEP, Clock(0)).tolist() == [1, 2]
    np.testing.assert_array_equal(x_values(table, XAxis.EPOCH, Clock(0)), floats(0, nan))
    assert x_values(table, XAxis.WALL, Clock(990)).tolist() == [1000.0, 1007.5]
    assert x_values(table, XAxis.RELATIVE, Clock(990)).tolist() == [10.0, 17.5]


def test_time_starts_with_the_first_record_of_any_type() -> None:
    def table(kind: str, *times: float) -> MetricTable:
        steps = np.arange(len(times), dtype=np.float64)
        return MetricTable(kind, steps, steps, floats(*times), {"loss": Column(steps)})

    assert first_time([table("train", nan, 30.0, 20.0), table("val", 25.0), table("none")]) == 20.0
    assert math.isnan(first_time([]))
    assert math.isnan(first_time([table("train", nan)]))


@given(
    st.lists(st.floats(-100, 100), max_size=60).map(sorted),
    st.floats(-120, 120),
)
def test_the_nearest_point_is_the_one_that_a_search_through_all_finds(
    xs: list[float], at: float
) -> None:
    found = Track.along(np.array(xs, dtype=np.float64)).nearest(at)
    if not xs or not xs[0] <= at <= xs[-1]:
        assert found is None
    else:
        assert found is not None
        assert abs(xs[found] - at) == min(abs(x - at) for x in xs)


def test_of_points_at_the_same_place_the_later_is_nearest() -> None:
    track = Track.along(floats(1, 2, 3, 2, 3, 4))
    assert track.nearest(2.1) == 3
    assert track.nearest(3) == 4
    assert track.nearest(4) == 5
    assert track.nearest(4.5) is None
    assert Track.along(floats(1, 2, 2)).nearest(1.9) == 2


def test_decreasing_x_starts_a_new_segment_that_isnt_joined() -> None:
    x = floats(1, 2, 3, 2, 3, 4)
    xs, ys = drawn(x, floats(10, 20, 30, 21, 31, 41), 0, 5, 100)
    np.testing.assert_array_equal(xs, floats(1, 2, 3, nan, 2, 3, 4))
    np.testing.assert_array_equal(ys, floats(10, 20, 30, nan, 21, 31, 41))


def test_a_window_keeps_one_neighbour_outside_on_either_side() -> None:
    x = np.arange(100, dtype=np.float64)
    xs, _ = drawn(x, x, 10.5, 12.5, 100)
    assert xs.tolist() == [10, 11, 12, 13]


def test_a_gap_stays_a_gap() -> None:
    _, ys = drawn(floats(0, 1, 2), floats(1, nan, 3), 0, 2, 100)
    np.testing.assert_array_equal(ys, floats(1, nan, 3))


@given(
    st.integers(0, 2**32 - 1),
    st.integers(1, 40),
    st.floats(0, 0.9),
    st.floats(0.05, 1),
)
def test_each_column_keeps_its_smallest_and_largest_value(
    seed: int, columns: int, begin: float, width: float
) -> None:
    random = np.random.default_rng(seed)
    x = np.cumsum(random.exponential(size=3000) ** 3)
    y = random.normal(size=3000)
    y[random.integers(0, 3000, 30)] = nan
    low = begin * x[-1]
    high = low + width * x[-1]
    xs, ys = drawn(x, y, low, high, columns)
    assert len(xs) == len(ys) <= max(4 * columns, 2 * (columns + 2))
    edges = np.linspace(low, high, columns + 1)
    edges[-1] = np.nextafter(high, np.inf)  # the last column has both of its ends
    for left, right in pairwise(edges):
        recorded = y[(x >= left) & (x < right)]
        if np.isfinite(recorded).any():
            shown = ys[(xs >= left) & (xs < right)]
            assert np.nanmax(shown) == np.nanmax(recorded)
            assert np.nanmin(shown) == np.nanmin(recorded)


def test_one_spike_among_a_million_points_is_drawn() -> None:
    x = np.arange(1_000_000, dtype=np.float64)
    y = np.zeros(1_000_000)
    y[123_456] = 7.0
    y[123_457] = nan
    xs, ys = drawn(x, y, 0, 999_999, 300)
    assert len(xs) < 700
    assert np.nanmax(ys) == 7.0


def test_countless_segments_are_joined_by_x() -> None:
    x = np.arange(1000, dtype=np.float64)
    x[::2] += 2.5
    made = curve(series(x, step=x), Recipe())
    found = made.trace.drawn(made.track, 0, 2000, 1000)
    xs, ys = found.x, found.y
    assert np.all(np.diff(xs) >= 0)
    assert sorted(ys.tolist()) == sorted(x.tolist())


def test_the_extent_covers_all_segments() -> None:
    assert Track.along(floats(5, 6, 1, 2)).extent == (1, 6)
    assert Track.along(floats(3)).extent == (3, 3)
    assert Track.along(floats()).extent is None


def test_visible_values_leave_out_gaps_and_what_is_outside() -> None:
    track, trace = Track.along(floats(1, 2, 3, 2, 3)), Trace.over(floats(10, 20, nan, 21, 31))
    assert trace.sample(track, 2, 3).tolist() == [20, 21, 31]
    assert trace.range(track, 2, 3) == (20, 31)
    assert trace.range(track, 7, 8) is None


def test_nan_and_infinities_are_gaps_and_their_places_are_known() -> None:
    made = curve(series(floats(1, nan, 3, inf, 5)), Recipe())
    np.testing.assert_array_equal(made.trace.line, floats(1, nan, 3, nan, 5))
    assert made.trace.marks(made.track, 0, 9, 100).tolist() == [1, 3]
    assert made.summary.not_finite == 2
    assert made.summary.points == 5
    assert made.raw[3] == inf


def test_a_logarithmic_curve_leaves_out_and_counts_what_isnt_positive() -> None:
    made = curve(series(floats(100, 0, -1, 0.01, nan)), Recipe(XAxis.STEP, log=True))
    np.testing.assert_array_equal(made.trace.line, floats(2, nan, nan, -2, nan))
    assert made.not_positive == 2
    assert made.raw.tolist()[:4] == [100, 0, -1, 0.01]


def test_smoothing_keeps_the_raw_line_beside_the_smoothed_one() -> None:
    made = curve(series(floats(1, 2, nan, 4)), Recipe(XAxis.STEP, smoothing=0.5))
    np.testing.assert_array_equal(made.trace.line, floats(1, 2, nan, 4))
    np.testing.assert_allclose(made.smooth_trace.line, plainly_smoothed([1, 2, nan, 4], 0.5))
    unsmoothed = curve(series(floats(1, 2)), Recipe())
    assert unsmoothed.smooth_trace is unsmoothed.trace


def test_records_without_a_place_on_the_axis_are_left_out_but_smoothed_over() -> None:
    made = curve(series(floats(1, 2, 3), step=floats(0, nan, 2)), Recipe(XAxis.STEP, smoothing=0.5))
    assert made.track.x.tolist() == [0, 2]
    assert made.raw.tolist() == [1, 3]
    assert made.unplaced == 1
    assert made.record(1) == 2
    np.testing.assert_allclose(made.smoothed, np.array(plainly_smoothed([1, 2, 3], 0.5))[[0, 2]])


def test_a_series_that_never_says_its_epoch_has_no_points_on_that_axis() -> None:
    made = curve(series(floats(1, 2)), Recipe(XAxis.EPOCH))
    assert len(made.track) == 0
    assert made.unplaced == 2
    assert made.summary.last == 2


def test_outliers_dont_stretch_the_range() -> None:
    values = np.concatenate([np.linspace(0, 1, 1000), [1e9]])
    low, high = outlier_range(values) or (nan, nan)
    assert 0 <= low <= 0.02
    assert 0.98 <= high <= 1
    assert outlier_range(floats()) is None


def test_ranges_are_joined() -> None:
    assert joined([(1, 2), None, (0, 1.5)]) == (0, 2)
    assert joined([None]) is None
