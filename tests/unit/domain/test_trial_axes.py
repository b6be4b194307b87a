"""Axes by the search space, and what brushes take."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
import pytest

from em_desktop.domain.autotune import Direction, SearchParameter, Trial, TrialStatus
from em_desktop.domain.recordings import Value
from em_desktop.domain.trial_axes import (
    METRIC,
    Axis,
    AxisScale,
    Brush,
    Span,
    brushed,
    category_key,
    metric_axis,
    parameter_axis,
    span_brush,
)
from em_desktop.domain.trial_set import TrialSet

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ABSENT = object()


def axis_of(values: Sequence[object], parameter: SearchParameter | None = None) -> Axis:
    trials = [
        Trial(
            f"t{number}",
            number,
            TrialStatus.SUCCEEDED,
            parameters={} if value is ABSENT else {"p": value},  # type: ignore[dict-item]
        )
        for number, value in enumerate(values)
    ]
    space = () if parameter is None else (parameter,)
    return parameter_axis(TrialSet.of(trials, space, Direction.MAXIMIZE, NOON), "p")


def space(distribution: str, *values: Value) -> SearchParameter:
    return SearchParameter("p", distribution, values)


def test_a_range_reaches_from_end_to_end_of_the_search_space() -> None:
    axis = axis_of([0.2, 0.4], space("uniform", 0, 1))

    assert (axis.scale, axis.low, axis.high, axis.outside) == (AxisScale.LINEAR, 0.0, 1.0, 0)
    assert axis.fractions.tolist() == [0.2, 0.4]


def test_a_log_range_has_a_log_axis() -> None:
    axis = axis_of([1e-3, 1e-2, 0, -1], space("loguniform", 1e-4, 1e-2))

    assert (axis.scale, axis.low, axis.high) == (AxisScale.LOG, -4.0, -2.0)
    assert axis.positions[:2].tolist() == pytest.approx([-3, -2])
    assert axis.unplaced == 2
    assert axis.value(-3) == pytest.approx(1e-3)


def test_values_outside_of_the_search_space_are_still_on_the_axis() -> None:
    axis = axis_of([-1, 0.5, 3], space("uniform", 0, 1))

    assert (axis.low, axis.high, axis.bounds, axis.outside) == (-1.0, 3.0, (0.0, 1.0), 2)


def test_whole_numbers_are_told() -> None:
    axis = axis_of([5, 12], space("randint", 5, 13))

    assert (axis.integer, axis.low, axis.high) == (True, 5.0, 12.0)


def test_a_choice_lists_all_of_its_options_also_those_nobody_tried() -> None:
    words = axis_of(["adam", "sgd"], space("choice", "adamw", "adam", "sgd"))
    numbers = axis_of([64, 256], space("choice", 256, 32, 64, 128))

    assert words.categories == ("sgd", "adam", "adamw")  # read from the upper end down
    assert words.positions.tolist() == [1.0, 0.0]
    assert numbers.categories == (32, 64, 128, 256)
    assert (numbers.low, numbers.high) == (0.0, 3.0)


def test_a_choice_tells_equal_looking_values_apart() -> None:
    options: list[Value] = [True, 1, "1", None]
    axis = axis_of([*options, 1.0], space("choice", *options))

    assert len(axis.categories) == 4
    assert axis.positions[1] == axis.positions[4]
    assert len(set(axis.positions.tolist())) == 4
    assert axis.outside == 0


def test_other_values_than_the_options_come_as_further_categories() -> None:
    axis = axis_of(["adam", "lion", ABSENT], space("choice", "adam", "sgd"))

    assert set(axis.categories) == {"adam", "sgd", "lion"}
    assert (axis.outside, axis.unplaced) == (1, 1)


def test_numbers_mixed_with_text_are_categories_without_a_search_space() -> None:
    axis = axis_of([2, "auto", 1])

    assert (axis.scale, axis.categories) == (AxisScale.CATEGORIES, (1, 2, "auto"))


def test_text_in_a_range_of_numbers_has_no_place() -> None:
    axis = axis_of([0.5, "auto"], space("uniform", 0, 1))

    assert (axis.scale, axis.unplaced) == (AxisScale.LINEAR, 1)
    assert np.isnan(axis.positions[1])


def test_without_a_search_space_many_decades_make_a_log_axis() -> None:
    assert axis_of([1e-5, 1.0]).scale is AxisScale.LOG
    assert axis_of([0.1, 1.0]).scale is AxisScale.LINEAR
    assert axis_of([0.0, 1000.0]).scale is AxisScale.LINEAR


def test_an_axis_of_one_value_or_of_none_has_a_length() -> None:
    one, none = axis_of([7.0, 7.0]), axis_of([ABSENT])
    only = axis_of(["adam"])

    assert one.low < 7.0 < one.high
    assert none.low < none.high
    assert only.fractions.tolist() == [0.5]


def test_numbers_that_are_too_large_infinite_or_nan_have_no_place() -> None:
    axis = axis_of([10**400, math.inf, math.nan, 1.0])

    assert axis.unplaced == 3


def test_nested_choices_are_categories() -> None:
    layer: Value = {"_name": "conv", "size": 3}
    axis = axis_of([{"_name": "conv", "size": 3}], space("choice", layer, {"_name": "dense"}))

    assert (axis.outside, len(axis.categories)) == (0, 2)


def test_a_trial_is_brushed_by_any_span_of_an_axis_and_by_every_axis() -> None:
    numbers = axis_of([0.1, 0.5, 0.9, ABSENT], space("uniform", 0, 1))
    words = axis_of(["a", "b", "a", "a"])
    words = Axis(
        "q", words.scale, words.low, words.high, words.positions, categories=words.categories
    )
    shown = np.array([True, True, True, True])

    def taken(brushes: dict[str, Brush]) -> list[bool]:
        return [bool(one) for one in brushed([numbers, words], brushes, shown)]

    two = Brush((Span(0.0, 0.2), Span(0.8, math.inf)))
    only_a = Brush(names=frozenset({category_key("a")}))
    assert taken({"p": two}) == [True, False, True, False]
    assert taken({"q": only_a}) == [True, False, True, True]
    assert taken({"p": Brush((Span(0.4, 1),)), "q": only_a}) == [False, False, True, False]
    assert taken({"gone": two}) == [True, True, True, True]
    assert taken({"p": Brush()}) == [True, True, True, True]


def test_a_hidden_trial_is_never_brushed() -> None:
    axis = axis_of([0.1, 0.2])

    taken = brushed([axis], {"p": Brush((Span(0, 1),))}, np.array([True, False]))

    assert taken.tolist() == [True, False]


def test_a_band_over_categories_takes_those_that_it_covers() -> None:
    axis = axis_of(["a", "b", "c"])

    assert span_brush(axis, 0.8, 2.1).names == {category_key("a"), category_key("b")}


def test_the_metric_has_an_axis_of_its_own() -> None:
    trials = [
        Trial(f"t{number}", number, TrialStatus.SUCCEEDED, final=final)
        for number, final in enumerate((0.5, None, 0.9, math.inf))
    ]

    axis = metric_axis(TrialSet.of(trials, (), Direction.MAXIMIZE, NOON))

    assert (axis.key, axis.low, axis.high, axis.unplaced) == (METRIC, 0.5, 0.9, 2)
