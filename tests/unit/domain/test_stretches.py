"""Selected ranges of curves against NumPy."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from em_desktop.domain.curves import Recipe, curve
from em_desktop.domain.metrics import Series
from em_desktop.domain.stretches import stretch


def series(values: list[float]) -> Series:
    value = np.array(values, dtype=np.float64)
    steps = np.arange(len(value), dtype=np.float64)
    return Series(steps, steps, steps, value)


odd = st.sampled_from([math.nan, math.inf, -math.inf])


@given(
    st.lists(st.one_of(st.floats(-1e6, 1e6), odd), max_size=300),
    st.floats(-5, 300),
    st.floats(0, 300),
)
def test_a_range_has_the_mean_and_the_slope_of_its_finite_points(
    values: list[float], low: float, width: float
) -> None:
    found = stretch(curve(series(values), Recipe()), low, low + width)
    known = [(x, y) for x, y in enumerate(values) if low <= x <= low + width and math.isfinite(y)]
    if not known:
        assert found is None
        return
    assert found is not None
    xs, ys = np.array(known).T
    assert (found.points, found.minimum, found.maximum) == (len(ys), ys.min(), ys.max())
    scale = float(np.abs(ys).max()) or 1.0
    assert found.mean == pytest.approx(float(ys.mean()), abs=1e-9 * scale)
    if len(known) == 1:
        assert math.isnan(found.slope)
    else:
        slope = float(np.polyfit(xs, ys, 1)[0])
        assert found.slope == pytest.approx(slope, rel=1e-6, abs=1e-9 * scale)


def test_extreme_values_dont_overflow() -> None:
    found = stretch(curve(series([1e308, 1e308, 1.5e308, -1e308]), Recipe()), 0, 3)
    assert found is not None
    assert math.isfinite(found.mean)
    assert found.mean == pytest.approx(0.625e308)
    tiny = stretch(curve(series([5e-324, 5e-324]), Recipe()), 0, 1)
    assert tiny is not None
    assert tiny.minimum == 5e-324
