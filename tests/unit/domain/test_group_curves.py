"""Curves of many Runs as their mean."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from em_desktop.domain.group_curves import CurveMean
from em_desktop.domain.metrics import Series
from em_desktop.domain.run_groups import Margin

nan, inf = math.nan, math.inf


def series(points: dict[float, float], start: float = 0.0) -> Series:
    steps = np.array(list(points), dtype=np.float64)
    return Series(steps, steps / 10, start + steps, np.array(list(points.values()), dtype=float))


def mean_of(*curves: Series) -> tuple[list[float], list[float]]:
    mean = CurveMean()
    for each in curves:
        mean.add(each)
    made = mean.curve()
    return made.series.step.tolist(), made.series.value.tolist()


def test_curves_with_other_steps_are_put_together_by_step() -> None:
    assert mean_of(series({0: 1, 2: 3}), series({1: 5, 2: 7})) == ([0, 1, 2], [1, 5, 5])


def test_values_that_are_not_finite_and_records_without_a_step_do_not_count() -> None:
    odd = series({0: nan, 1: 4, 2: inf, nan: 7})
    assert mean_of(series({0: 1, 1: 2}), odd) == ([0, 1], [1, 3])
    assert mean_of() == ([], [])
    assert mean_of(series({nan: 1})) == ([], [])


def test_the_last_record_of_a_step_counts() -> None:
    steps = np.array([0.0, 1.0, 1.0, 0.0])
    again = Series(steps, steps, steps, np.array([1.0, 2.0, 3.0, 4.0]))
    assert mean_of(again) == ([0, 1], [4, 3])


def test_a_step_that_one_run_has_has_no_band() -> None:
    mean = CurveMean()
    mean.add(series({0: 1, 1: 2}))
    mean.add(series({0: 3}))
    made = mean.curve()
    assert made.counts.tolist() == [2, 1]
    band = made.band(Margin.DEVIATION)
    assert band.upper[0] == pytest.approx(2 + math.sqrt(2))
    assert math.isnan(band.lower[1])


def test_times_are_those_since_the_start_of_each_run() -> None:
    mean = CurveMean()
    mean.add(series({0: 1, 10: 1}, start=5000), start=5000)
    mean.add(series({0: 1, 10: 1}, start=90_000), start=89_998)
    assert mean.curve().series.time.tolist() == [1, 11]
    assert mean.curve().series.epoch.tolist() == [0, 1]


VALUES = st.one_of(st.floats(-1e6, 1e6), st.just(nan))
CURVES = st.lists(
    st.dictionaries(st.integers(0, 12).map(float), VALUES, max_size=8), min_size=1, max_size=8
)


@given(CURVES, st.sampled_from(list(Margin)))
def test_mean_and_band_are_those_of_numpy(curves: list[dict[float, float]], margin: Margin) -> None:
    mean = CurveMean()
    for each in curves:
        mean.add(series(each))
    made = mean.curve()
    band = made.band(margin)
    for place, step in enumerate(made.series.step.tolist()):
        values = [each[step] for each in curves if math.isfinite(each.get(step, nan))]
        assert made.counts[place] == len(values)
        assert made.series.value[place] == pytest.approx(np.mean(values), abs=1e-6)
        if len(values) < 2:
            assert math.isnan(band.upper[place])
            continue
        wide = np.std(values, ddof=1)
        if margin is not Margin.DEVIATION:
            wide /= math.sqrt(len(values))
        if margin is Margin.INTERVAL:
            wide *= 1.959964
        found = band.upper[place] - band.lower[place]
        assert found == pytest.approx(2 * wide, rel=1e-6, abs=1e-4)


def test_large_values_keep_their_spread() -> None:
    mean = CurveMean()
    for value in (1e9, 1e9 + 1, 1e9 + 2):
        mean.add(series({0: value}))
    band = mean.curve().band(Margin.DEVIATION)
    assert band.upper[0] - band.lower[0] == pytest.approx(2)
