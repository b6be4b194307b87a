"""Axes over what is compared."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from em_desktop.domain.compared_axes import (
    Item,
    ItemAxes,
    axis_keys,
    differing_keys,
    item_axis,
    item_of,
)
from em_desktop.domain.differences import leaves_of
from em_desktop.domain.subjects import MetricKey, MetricSummary
from em_desktop.domain.trial_axes import AxisScale, asks_for_log


def test_nested_parameters_and_metrics_have_axes_of_their_own() -> None:
    summary = MetricSummary(0.7, 0.1, 0.9, 0.9, 5)
    item = item_of(
        "a", leaves_of({"lr": 0.1, "net": {"units": 64}}), {MetricKey("val", "acc"): summary}
    )
    assert axis_keys([item]) == ["parameter:lr", "parameter:net.units", "metric:val/acc"]
    assert item_axis([item], "metric:val/acc").positions.tolist() == [0.9]


def test_a_parameter_and_a_metric_of_one_name_are_not_mixed_up() -> None:
    item = Item("a", {"val/acc": 1}, {"val/acc": 0.5})
    assert item_axis([item], "parameter:val/acc").positions.tolist() == [1.0]
    assert item_axis([item], "metric:val/acc").positions.tolist() == [0.5]


def test_only_parameters_that_differ_are_chosen_those_of_all_before_those_of_few() -> None:
    items = [Item("a", {"x": 1, "y": 1, "z": 1}), Item("b", {"y": 2, "z": 1})]
    assert differing_keys(items) == ["parameter:y", "parameter:x"]


def test_a_number_here_and_text_there_are_categories() -> None:
    axis = item_axis([Item("a", {"lr": 0.1}), Item("b", {"lr": "0.1"})], "parameter:lr")
    assert axis.scale is AxisScale.CATEGORIES
    assert len(set(axis.positions.tolist())) == 2


def test_what_lacks_a_value_has_no_place() -> None:
    axis = item_axis([Item("a", {"lr": 0.1}), Item("b")], "parameter:lr")
    assert axis.unplaced == 1
    assert math.isnan(axis.positions[1])


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ([32, 64, 128, 256, 512], True),
        ([1e-4, 1e-3, 1e-2], True),
        ([1e-5, 1.0], True),
        ([0.003, 0.001, 0.0003], True),
        ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], False),
        ([0.1, 0.2, 0.3, 0.5], False),
        ([32, 64], False),
        ([0, 10, 100, 1000], False),
        ([-1, -10, -100], False),
        ([], False),
        ([math.nan, math.inf], False),
    ],
)
def test_an_axis_is_logarithmic_where_the_values_ask_for_it(
    values: list[float], wanted: bool
) -> None:
    assert asks_for_log(np.array(values, dtype=np.float64)) is wanted


@given(
    st.lists(st.floats(1e-6, 1e6), min_size=2, max_size=12),
    st.sampled_from([1e-3, 0.5, 3.0, 1e4]),
)
def test_the_unit_of_the_values_does_not_matter(values: list[float], factor: float) -> None:
    numbers = np.array(values)
    spread = np.log10(numbers.max() / numbers.min())
    if abs(spread - 3.0) > 1e-6 and abs(spread - 0.9) > 1e-6 and len(np.unique(numbers)) > 4:
        logs = np.diff(np.log10(np.unique(numbers)))
        plain = np.diff(np.unique(numbers))
        ratio = (logs.std() / logs.mean()) / max(plain.std() / plain.mean(), 1e-12)
        if abs(ratio - 0.5) > 1e-6:
            assert asks_for_log(numbers) is asks_for_log(numbers * factor)


def test_axes_are_those_of_all_keys() -> None:
    items = [Item("a", {"lr": 0.1}, {"val/acc": 0.5}), Item("b", {"act": "relu"})]
    axes = ItemAxes(items)
    assert list(axes) == axis_keys(items)
    assert "metric:val/acc" in axes
    assert "parameter:units" not in axes
    for key, axis in axes.items():
        assert repr(axis) == repr(item_axis(items, key))
        assert axes[key] is axis
