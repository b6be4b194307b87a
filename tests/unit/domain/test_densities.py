"""Counts of lines per pixel."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from em_desktop.domain import densities
from em_desktop.domain.trial_set import Reports

UNIT = st.floats(0, 1)


@given(st.lists(st.tuples(UNIT, UNIT), max_size=30))
def test_every_line_crosses_every_column_once(ends: list[tuple[float, float]]) -> None:
    left, right = (np.array([pair[side] for pair in ends]) for side in (0, 1))

    counts = densities.bundle(left, right, 20, 30)

    assert counts.sum(axis=0).tolist() == [len(ends)] * 20


def test_a_line_begins_and_ends_where_its_values_are() -> None:
    counts = densities.bundle(np.array([0.0]), np.array([1.0]), 11, 21)

    assert np.flatnonzero(counts[:, 0]).tolist() == [20]
    assert np.flatnonzero(counts[:, -1]).tolist() == [0]


def test_a_line_without_an_end_is_not_drawn() -> None:
    counts = densities.bundle(np.array([0.5, np.nan]), np.array([0.5, 0.5]), 5, 5)

    assert counts.sum() == 5


def test_curves_are_joined_within_a_trial_only() -> None:
    steps, values = np.array([0.0, 10.0]), np.array([0.0, 1.0])
    flat = np.array([1.0, 1.0])
    reports = Reports.join([(steps, values), (steps, flat)], [{}, {}])

    both = densities.curves(reports, np.array([0, 1]), (0, 10), (0, 1), (11, 11))
    one = densities.curves(reports, np.array([1]), (0, 10), (0, 1), (11, 11))

    assert one[0].sum() == one.sum() == 10
    assert both.sum() == 20


def test_a_gap_in_a_curve_is_not_bridged() -> None:
    steps, values = np.array([0.0, 5.0, 10.0]), np.array([0.0, np.nan, 1.0])
    reports = Reports.join([(steps, values)], [{}])

    assert densities.curves(reports, np.array([0]), (0, 10), (0, 1), (11, 11)).sum() == 0


def test_points_outside_of_the_picture_do_not_count() -> None:
    x, y = np.array([0.0, 1.0, 2.0, np.nan]), np.array([0.0, 1.0, 0.5, 0.5])

    counts = densities.points(x, y, 3, 3)

    assert counts.sum() == 2
    assert (counts[2, 0], counts[0, 2]) == (1, 1)


def test_a_surface_takes_the_values_of_near_points_and_is_empty_far_away() -> None:
    x, y = np.array([0.1, 0.9]), np.array([0.1, 0.9])

    grid = densities.surface(x, y, np.array([1.0, 5.0]), cells=20)

    assert grid[17, 2] == pytest.approx(1.0)
    assert grid[2, 17] == pytest.approx(5.0)
    assert np.isnan(grid[2, 2])
    assert np.isnan(densities.surface(x[:0], y[:0], x[:0], cells=4)).all()


def test_work_can_be_ended() -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        densities.bundle(np.array([0.5]), np.array([0.5]), 5, 5, stop)
