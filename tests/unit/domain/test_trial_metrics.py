"""Order and range of many metrics."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from em_desktop.domain.trial_metrics import MetricRange, metric_order, metric_range

nan, inf = math.nan, math.inf
METRICS = st.lists(st.one_of(st.none(), st.integers(-3, 3).map(float), st.sampled_from([nan, inf])))


@given(METRICS, st.booleans())
def test_metrics_are_in_order_and_those_without_one_last(
    metrics: list[float | None], descending: bool
) -> None:
    known = [n for n, value in enumerate(metrics) if value is not None and value == value]
    known.sort(key=lambda n: metrics[n] or 0.0, reverse=descending)
    absent = [n for n in range(len(metrics)) if n not in known]
    assert metric_order(metrics, descending=descending) == known + absent


def test_the_range_is_that_of_finite_metrics() -> None:
    assert metric_range([None, 0.0, -4.0, 2.0, nan, inf]) == MetricRange(-4.0, 2.0, 2.0, 4.0)
    assert metric_range([0.0, -0.0]) == MetricRange(0.0, 0.0, 0.0, 0.0)
    assert metric_range([None, nan, inf]) is None
