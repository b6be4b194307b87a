"""Metrics of what is compared, in a few numbers."""

from __future__ import annotations

import math

import numpy as np

from em_desktop.domain.autotune import Direction
from em_desktop.domain.metrics import Column, MetricTable
from em_desktop.domain.subjects import MetricKey, best_places, metric_summaries


def metric_table(kind: str, **columns: list[float]) -> MetricTable:
    count = len(next(iter(columns.values())))
    steps, nothing = np.arange(count, dtype=np.float64), np.full(count, np.nan)
    values = {name: Column(np.array(column)) for name, column in columns.items()}
    return MetricTable(kind, steps, nothing, nothing, values)


def test_the_best_value_is_at_the_good_end_of_the_metric() -> None:
    tables = {"val": metric_table("val", accuracy=[0.1, 0.9, 0.8], loss=[3.0, 1.0, 2.0])}
    found = metric_summaries(tables)
    assert found[MetricKey("val", "accuracy")].best == 0.9
    assert found[MetricKey("val", "loss")].best == 1.0
    assert found[MetricKey("val", "loss")].last == 2.0


def test_without_a_known_direction_the_last_value_stands() -> None:
    found = metric_summaries({"val": metric_table("val", momentum=[3.0, 1.0, 2.0])})
    assert found[MetricKey("val", "momentum")].best == 2.0


def test_names_that_mean_the_same_type_are_one_metric() -> None:
    found = metric_summaries({"validation": metric_table("validation", accuracy=[0.5])})
    assert [key.text for key in found] == ["val/accuracy"]


def test_nan_and_infinity_are_never_the_best() -> None:
    values = [math.nan, -math.inf, 0.5, 0.7, math.inf]
    found = metric_summaries({"val": metric_table("val", accuracy=values)})
    summary = found[MetricKey("val", "accuracy")]
    assert (summary.minimum, summary.best, summary.points) == (0.5, 0.7, 5)
    assert best_places([math.nan, 0.5, math.inf, 0.7], Direction.MAXIMIZE) == {3}


def test_equal_values_are_all_the_best_and_a_single_one_is_not() -> None:
    assert best_places([0.5, 0.7, 0.7], Direction.MAXIMIZE) == {1, 2}
    assert best_places([0.5, 0.7, 0.7], Direction.MINIMIZE) == {0}
    assert best_places([math.nan, 0.7], Direction.MAXIMIZE) == frozenset()
    assert best_places([0.5, 0.7], None) == frozenset()
