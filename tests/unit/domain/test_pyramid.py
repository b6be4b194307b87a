"""Pyramids against NumPy on all values; growing against building at once."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from em_desktop.domain.metrics import Floats
from em_desktop.domain.pyramid import Pyramid, level_sizes

nan, inf = math.nan, math.inf
ODD = [nan, inf, -inf, 0.0, -1.0, 1e308, 5e-324]


def column(seed: int, count: int, odd_part: float) -> Floats:
    random = np.random.default_rng(seed)
    values = random.normal(size=count)
    odd = random.random(count) < odd_part
    values[odd] = random.choice(ODD, int(odd.sum()))
    return values


def plainly(values: Floats, *, positive: bool) -> tuple[float, float, bool]:
    kept = values[np.isfinite(values)]
    kept = kept[kept > 0] if positive else kept
    odd = bool((~np.isfinite(values)).any())
    return (float(kept.min()), float(kept.max()), odd) if len(kept) else (nan, nan, odd)


seeds = st.integers(0, 2**32 - 1)


@given(seeds, st.integers(0, 9000), st.sampled_from([0.0, 0.01, 0.99, 1.0]), st.booleans())
def test_each_stretch_has_exactly_its_smallest_and_largest_value(
    seed: int, count: int, odd_part: float, positive: bool
) -> None:
    values = column(seed, count, odd_part)
    random = np.random.default_rng(seed)
    cuts = np.unique(random.integers(0, count + 1, random.integers(2, 40)))
    starts, ends = cuts[:-1], cuts[1:]
    kept = random.random(len(starts)) < 0.7  # stretches needn't touch
    starts, ends = starts[kept], ends[kept]
    found = Pyramid.over(values, positive=positive).extremes(starts, ends, odd=True)
    expected = [
        plainly(values[start:end], positive=positive)
        for start, end in zip(starts, ends, strict=True)
    ]
    actual = list(zip(found.low, found.high, found.odd.tolist(), strict=True))
    np.testing.assert_array_equal(
        np.array(actual).reshape(-1, 3), np.array(expected).reshape(-1, 3)
    )


@given(seeds, st.lists(st.integers(0, 3000), max_size=5))
def test_a_pyramid_that_grew_is_the_one_that_was_built_at_once(seed: int, parts: list[int]) -> None:
    values = column(seed, sum(parts), 0.02)
    grown = Pyramid.over(values[:0])
    for end in np.cumsum(parts).tolist():
        grown = grown.grown(values[:end])
    built = Pyramid.over(values)
    assert [len(level.low) for level in grown.levels] == level_sizes(len(values))
    for one, other in zip(grown.levels, built.levels, strict=True):
        np.testing.assert_array_equal(one.low, other.low)
        np.testing.assert_array_equal(one.high, other.high)
        np.testing.assert_array_equal(one.odd, other.odd)


def test_one_spike_in_ten_million_values_is_found_at_every_zoom() -> None:
    values = np.zeros(10_000_000)
    values[7_654_321] = 9.0
    values[1_234_567] = nan
    pyramid = Pyramid.over(values)
    for wide in (10_000_000, 1_000_000, 77_777, 1000, 17, 1):
        edges = np.unique(
            np.linspace(7_654_321, 7_654_321 + wide, 1600).astype(int).clip(max=10**7)
        )
        edges = np.concatenate(([max(0, 7_654_321 - wide)], edges))
        found = pyramid.extremes(edges[:-1], edges[1:])
        assert np.nanmax(found.high) == 9.0
    assert pyramid.range == (0.0, 9.0)
    assert pyramid.range_of(0, 7_654_321) == (0.0, 0.0)
    odd = pyramid.extremes(
        [0, 1_234_567, 1_234_568], [1_234_567, 1_234_568, 10_000_000], odd=True
    ).odd
    assert odd.tolist() == [False, True, False]


def test_nothing_has_no_range() -> None:
    assert Pyramid.over(np.empty(0)).range is None
    assert Pyramid.over(np.full(1000, nan)).range is None
    assert Pyramid.over(np.full(1000, -1.0), positive=True).range is None
