"""Windows of tracks and traces: every zoom, logarithms, origins, marks of what isn't finite."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from em_desktop.domain.clocks import Clock, pauses
from em_desktop.domain.curves import Recipe, XAxis, curve, x_extent
from em_desktop.domain.facts import table_facts
from em_desktop.domain.metrics import Column, Floats, MetricTable, Series
from em_desktop.domain.tracks import Trace, Track

nan, inf = math.nan, math.inf


def floats(*values: float) -> Floats:
    return np.array(values, dtype=np.float64)


def table(values: Floats, time: Floats | None = None) -> MetricTable:
    steps = np.arange(len(values), dtype=np.float64)
    return MetricTable(
        "train", steps, steps, steps if time is None else time, {"m": Column(values)}
    )


@given(st.integers(0, 2**32 - 1), st.floats(0, 0.99), st.floats(1e-6, 1.0), st.integers(50, 400))
def test_every_zoom_shows_exactly_each_columns_extremes(
    seed: int, begin: float, width: float, columns: int
) -> None:
    random = np.random.default_rng(seed)
    count = 20_000
    x = np.sort(random.exponential(size=count)) if seed % 2 else np.arange(count) / count
    y = random.normal(size=count)
    y[random.integers(0, count, 200)] = random.choice([nan, inf, -inf], 200)
    low = begin * x[-1]
    high = low + width * x[-1]
    found = Trace.over(y).drawn(Track.along(x), low, high, columns)
    inside = (x >= low) & (x <= high)
    assert found.points == inside.sum()
    if found.exact:
        drawn = (found.x >= low) & (found.x <= high)
        assert found.x[drawn].tolist() == x[inside].tolist()
        return
    assert len(found.x) <= 2 * (columns + 3)
    y = np.where(np.isfinite(y), y, nan)
    edges = np.linspace(low, high, columns + 1)
    edges[-1] = np.nextafter(high, np.inf)  # the last column has both of its ends
    for left, right in pairwise(edges):
        recorded = y[(x >= left) & (x < right)]
        if np.isfinite(recorded).any():
            shown = found.y[(found.x >= left) & (found.x < right)]
            assert np.nanmin(shown) == np.nanmin(recorded)
            assert np.nanmax(shown) == np.nanmax(recorded)


def test_a_spike_in_ten_million_points_is_drawn_at_every_zoom() -> None:
    values = np.zeros(10_000_000)
    values[6_543_210] = 5.0
    made = curve(table(values).series("m"), Recipe())
    half = 10_000_000.0
    while half > 1:
        low, high = max(6_543_210 - half, 0), min(6_543_210 + half, 9_999_999)
        found = made.trace.drawn(made.track, low, high, 1600)
        assert np.nanmax(found.y) == 5.0
        at = float(found.x[np.nanargmax(found.y)])
        assert abs(at - 6_543_210) <= (high - low) / 1600 + 1
        assert found.exact == (found.points <= 6400 - 2)
        half /= 7


def test_marks_of_what_isnt_finite_are_in_their_column_at_every_zoom() -> None:
    values = np.zeros(100_000)
    values[[5, 77_777]] = nan
    values[50_000:50_100] = inf
    track, trace = Track.along(np.arange(100_000, dtype=np.float64)), Trace.over(values)
    marks = trace.marks(track, 0, 99_999, 1000)
    assert len(marks) in {3, 4}
    assert min(abs(marks - 77_777)) <= 100
    assert trace.marks(track, 77_770, 77_780, 1000).tolist() == [77_777]
    assert trace.marks(track, 60_000, 70_000, 1000).tolist() == []


def test_a_logarithmic_x_axis_has_places_for_what_is_above_zero_only() -> None:
    series = Series(
        floats(0, 1, 10, 100), floats(1, 2, 3, 4), floats(1, 2, 3, 4), floats(5, 6, 7, 8)
    )
    made = curve(series, Recipe(log_x=True))
    assert made.track.extent == (0.0, 2.0)
    assert made.unplaced == 1
    assert made.raw.tolist() == [6, 7, 8]
    assert made.track.nearest(1.1) == 1
    assert made.record(1) == 2
    found = made.trace.drawn(made.track, -1, 3, 100)
    assert found.x.tolist() == [0, 1, 2]
    many = np.arange(1, 100_001, dtype=np.float64)
    wide = curve(Series(many, many, many, many), Recipe(log_x=True))
    drawn = wide.trace.drawn(wide.track, 0, 5, 200)
    assert drawn.y[0] == 1
    assert np.nanmax(drawn.y) == 100_000
    assert np.all(np.diff(drawn.x) >= 0)


def test_relative_time_copies_nothing() -> None:
    time = 1.7e9 + np.arange(100, dtype=np.float64)
    series = table(np.ones(100), time).series("m")
    made = curve(series, Recipe(XAxis.RELATIVE), clock=Clock(1.7e9))
    assert made.track.x is time
    assert made.track.extent == (0.0, 99.0)
    assert made.track.nearest(41.2) == 41
    assert made.track.beside(41.0, 1) == 42
    assert made.track.beside(41.0, -10) == 31


def test_moving_beside_a_place_passes_the_points_of_all_segments() -> None:
    track = Track.along(floats(0, 2, 4, 1, 3))
    places = [0.0]
    while places[-1] < 4:
        places.append(track.beside(places[-1], 1))
    assert places == [0, 1, 2, 3, 4]
    assert track.beside(4, 5) == 4
    assert track.beside(2.5, -1) == 2


def test_another_metric_runs_along_x_where_both_were_recorded() -> None:
    series = table(floats(1, 2, 3)).series("m")
    made = curve(series, Recipe(XAxis.METRIC), other=floats(0.5, nan, 0.1))
    assert made.unplaced == 1
    assert sorted(made.track.x.tolist()) == [0.1, 0.5]


def test_without_pauses_the_clock_stands_still_in_them() -> None:
    busy = np.concatenate((np.arange(0, 100.0), 300_000 + np.arange(0, 100.0)))
    found = pauses([busy])
    assert found == ((99.0, 300_000.0),)
    clock = Clock(0.0, found)
    assert clock.active(floats(0, 99, 150_000, 300_000, 300_001)).tolist() == [0, 99, 99, 99, 100]
    assert Clock(10.0).active(floats(15)).tolist() == [5]


def test_a_gap_is_no_pause_while_another_file_has_records_or_if_it_is_short() -> None:
    train = np.concatenate((np.arange(0, 1000.0), 5000 + np.arange(0, 1000.0)))
    assert pauses([train]) == ((999.0, 5000.0),)
    assert pauses([train, np.arange(1000, 5000, 60.0)]) == ()
    assert pauses([train, floats(2000.0)]) == ((999.0, 2000.0), (2000.0, 5000.0))
    slow = np.concatenate((np.arange(0, 6000, 60.0), 6000 + 2800 + np.arange(0, 6000, 60.0)))
    assert pauses([slow]) == ()  # 50 intervals are 3000 s
    assert pauses([floats(nan, nan), floats()]) == ()
    assert pauses([floats(3, 1, 2)]) == ()


@pytest.mark.parametrize("axis", [XAxis.STEP, XAxis.WALL, XAxis.RELATIVE, XAxis.ACTIVE])
@pytest.mark.parametrize("log", [False, True])
def test_the_extent_of_a_table_is_that_of_its_curve(axis: XAxis, log: bool) -> None:
    time = np.concatenate((np.arange(0, 500.0), 1e6 + np.arange(0, 500.0)))
    time[7] = nan
    records = table(np.ones(1000), time)
    clock = Clock(0.0, pauses([time]))
    made = curve(records.series("m"), Recipe(axis, log_x=log), clock=clock)
    found = x_extent(records, axis, clock, log=log)
    assert found == pytest.approx(made.track.extent)
    assert x_extent(table(floats()), axis, clock) is None


@given(st.lists(st.one_of(st.floats(-5, 5), st.sampled_from([nan, inf])), max_size=60), st.data())
def test_what_is_known_of_a_table_that_grew_is_what_is_known_at_once(
    values: list[float], data: st.DataObject
) -> None:
    column = np.array(values, dtype=np.float64)
    cut = data.draw(st.integers(0, len(values)))
    whole = MetricTable("t", column, column, column, {"m": Column(column)})
    begun = MetricTable("t", column[:cut], column[:cut], column[:cut], {"m": Column(column[:cut])})
    grown = table_facts(whole, table_facts(begun), cut)
    at_once = table_facts(whole)
    assert repr(grown.axes) == repr(at_once.axes)
    known = column[np.isfinite(column)]
    assert at_once.axes["step"].steady == bool((np.diff(known) >= 0).all())
    assert (
        grown.columns["m"].not_finite
        == at_once.columns["m"].not_finite
        == (~np.isfinite(column)).sum()
    )
    assert grown.columns["m"].infinite == np.isinf(column).sum()
