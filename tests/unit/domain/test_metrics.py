"""Metric tables."""

from __future__ import annotations

import math

import numpy as np
import pytest

from em_desktop.domain.metrics import (
    Column,
    Floats,
    MetricTable,
    Summary,
    canonical_type,
    segments,
    summarize,
)

nan, inf = math.nan, math.inf


def floats(*values: float) -> Floats:
    return np.array(values, dtype=np.float64)


@pytest.mark.parametrize(
    ("name", "canonical"),
    [
        ("train", "train"),
        ("training", "train"),
        ("val", "val"),
        ("validate", "val"),
        ("validation", "val"),
        ("test", "test"),
        ("testing", "test"),
        ("eval", "test"),
        ("evaluate", "test"),
        ("evaluation", "test"),
        ("系统", "系统"),
        ("Train", "Train"),
    ],
)
def test_names_that_mean_the_same_are_one_type(name: str, canonical: str) -> None:
    assert canonical_type(name) == canonical


def test_a_series_has_only_the_records_with_its_metric() -> None:
    step, epoch, time = floats(1, 2, 3), floats(nan, 1, 1), floats(10, 20, 30)
    present = np.array([True, False, True])
    table = MetricTable(
        "train",
        step,
        epoch,
        time,
        {"loss": Column(floats(0.5, nan, nan), present), "acc": Column(floats(1, 2, 3))},
    )
    loss = table.series("loss")
    assert len(table) == 3
    assert len(loss) == 2
    assert loss.step.tolist() == [1, 3]
    assert loss.time.tolist() == [10, 30]
    assert loss.value[0] == 0.5
    assert math.isnan(loss.value[1])
    assert table.series("acc").value.tolist() == [1, 2, 3]
    with pytest.raises(KeyError):
        table.series("f1")


@pytest.mark.parametrize(
    ("x", "slices"),
    [
        ([], []),
        ([1], [(0, 1)]),
        ([1, 2, 2, 3], [(0, 4)]),
        ([1, 2, 3, 2, 3], [(0, 3), (3, 5)]),
        ([3, 2, 1], [(0, 1), (1, 2), (2, 3)]),
        ([1, nan, 2], [(0, 3)]),
        ([2, nan, 1, 2], [(0, 2), (2, 4)]),
        ([nan, nan], [(0, 2)]),
        ([nan, 1, 0], [(0, 2), (2, 3)]),
    ],
)
def test_a_step_back_begins_a_new_segment(x: list[float], slices: list[tuple[int, int]]) -> None:
    assert [(part.start, part.stop) for part in segments(floats(*x))] == slices


def test_a_summary_counts_what_is_not_finite() -> None:
    assert summarize(floats(3, inf, 1, nan, 2)) == Summary(2.0, 1.0, 3.0, 5, 2, 1)
    assert summarize(floats()) == Summary(None, None, None, 0, 0)
    assert summarize(floats(1, inf)) == Summary(inf, 1.0, 1.0, 2, 1, 1)


def test_a_summary_without_a_finite_value_has_no_extremes() -> None:
    summary = summarize(floats(nan, nan))
    assert (summary.minimum, summary.maximum, summary.not_finite) == (None, None, 2)
    assert summary.last is not None
    assert math.isnan(summary.last)


def test_a_series_picks_the_records_that_have_its_metric() -> None:
    present = np.array([True, False, True, True])
    steps = floats(0, 1, 2, 3)
    column = Column(floats(5, nan, 7, nan), present)
    series = MetricTable("train", steps, steps + 10, steps + 20, {"loss": column}).series("loss")
    assert len(series) == 3
    series.settle()
    assert series.step.tolist() == [0, 2, 3]
    assert series.epoch.tolist() == [10, 12, 13]
    assert series.time.tolist() == [20, 22, 23]
    np.testing.assert_array_equal(series.value, [5, 7, nan])
    assert series.value is series.value  # picked once
