"""Gaussian and running mean against plain definitions; the average is tested with curves."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from em_desktop.domain.smoothing import Smoothing, smooth, width

nan, inf = math.nan, math.inf
values_of = st.lists(
    st.one_of(st.floats(-1e3, 1e3), st.sampled_from([nan, inf, -inf])), min_size=1, max_size=120
)


def plain_mean(values: list[float], size: int) -> list[float]:
    smoothed = []
    for place, value in enumerate(values):
        near = values[max(0, place - size // 2) : place + size // 2 + 1]
        known = [each for each in near if math.isfinite(each)]
        smoothed.append(sum(known) / len(known) if math.isfinite(value) else value)
    return smoothed


def plain_gaussian(values: list[float], deviation: float) -> list[float]:
    reach = max(1, math.ceil(4 * deviation))
    smoothed = []
    for place, value in enumerate(values):
        total = weights = 0.0
        for other in range(max(0, place - reach), min(len(values), place + reach + 1)):
            if math.isfinite(values[other]):
                weight = math.exp(-0.5 * ((other - place) / deviation) ** 2)
                total, weights = total + weight * values[other], weights + weight
        smoothed.append(total / weights if math.isfinite(value) else value)
    return smoothed


@given(values_of, st.sampled_from([0.1, 0.5, 0.8, 0.97]))
def test_a_running_mean_is_the_mean_of_the_neighbours(values: list[float], weight: float) -> None:
    found = smooth(np.array(values), weight, Smoothing.MEAN)
    np.testing.assert_allclose(found, plain_mean(values, width(weight)), rtol=1e-9, atol=1e-9)


@given(values_of, st.sampled_from([0.1, 0.5, 0.8, 0.97]))
def test_a_gaussian_weighs_the_neighbours(values: list[float], weight: float) -> None:
    deviation = width(weight) / (2 * math.sqrt(math.pi))
    found = smooth(np.array(values), weight, Smoothing.GAUSSIAN)
    np.testing.assert_allclose(found, plain_gaussian(values, deviation), rtol=1e-9, atol=1e-9)


def test_a_wide_gaussian_over_many_values_is_that_of_the_definition() -> None:
    random = np.random.default_rng(3)
    values = random.normal(5, 1, 100_000)
    values[random.integers(0, 100_000, 50)] = nan
    found = smooth(values, 0.99, Smoothing.GAUSSIAN)
    deviation = width(0.99) / (2 * math.sqrt(math.pi))
    for start in (0, 65_300, 99_000):
        part = values[max(0, start - 500) : start + 1500].tolist()
        expected = plain_gaussian(part, deviation)[start - max(0, start - 500) :][:600]
        np.testing.assert_allclose(found[start : start + 600], expected, rtol=1e-9)


@pytest.mark.parametrize("weight", [0.6, 0.9, 0.99, 0.999])
def test_all_kinds_damp_noise_about_equally(weight: float) -> None:
    noise = np.random.default_rng(4).normal(size=400_000)
    left = [smooth(noise, weight, kind)[20_000:-20_000].std() for kind in Smoothing]
    assert max(left) / min(left) < 1.25


@pytest.mark.parametrize("kind", list(Smoothing))
def test_extreme_values_stay_finite_and_a_constant_stays_constant(kind: Smoothing) -> None:
    extreme = np.array([1e308, 1.7e308, -1.7e308, 5e-324, 1e308] * 50)
    assert np.isfinite(smooth(extreme, 0.9, kind)).all()
    np.testing.assert_allclose(smooth(np.full(500, 0.1), 0.9, kind), np.full(500, 0.1), rtol=1e-12)
    assert smooth(np.empty(0), 0.9, kind).tolist() == []
    assert np.isnan(smooth(np.full(5, nan), 0.9, kind)).all()
