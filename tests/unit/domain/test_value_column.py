"""Columns of values of any kinds: their order, their groups."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

from em_desktop.domain.query.values import FieldValue
from em_desktop.domain.value_column import ValueColumn

NOW = datetime(2026, 11, 27, tzinfo=UTC)


def ordered(values: list[FieldValue]) -> list[FieldValue]:
    ranks = ValueColumn(values).ranks.tolist()
    return [value for _, value in sorted(zip(ranks, values, strict=True), key=lambda pair: pair[0])]


def test_numbers_come_before_texts_and_nothing_comes_last() -> None:
    values: list[FieldValue] = [None, "sgd", 0.5, "adam", 3, (), -1]
    assert ordered(values) == [-1, 0.5, 3, "adam", "sgd", None, ()]


def test_texts_are_ordered_as_people_expect() -> None:
    assert ordered(["run10", "Run9", "b", "A"]) == ["A", "b", "Run9", "run10"]


def test_equal_values_have_one_rank_also_where_case_differs() -> None:
    one, same, a, upper, nothing, empty = ValueColumn([1, 1.0, "a", "A", None, ()]).ranks.tolist()
    assert one == same < a == upper < nothing == empty


def test_nan_comes_after_all_numbers() -> None:
    found = ordered([math.nan, math.inf, 1.0, -math.inf])
    assert found[:3] == [-math.inf, 1.0, math.inf]


def test_times_and_durations_have_an_order_of_their_own() -> None:
    early, late = NOW, NOW + timedelta(seconds=1)
    assert ordered([late, early]) == [early, late]
    assert ordered([timedelta(hours=1), timedelta(minutes=1)])[0] == timedelta(minutes=1)


def test_values_of_two_kinds_are_never_one_group() -> None:
    codes, values = ValueColumn([1, True, "1", 1.0, math.nan, math.nan, None]).groups
    assert codes.tolist() == [0, 2, 3, 0, 1, 1, 4]
    assert values[0] == 1
    assert values[2] is True
    assert values[3:] == ("1", None)


def test_a_column_is_constant_when_all_rows_have_the_same_value() -> None:
    assert ValueColumn(["a", "a"]).is_constant
    assert ValueColumn([math.nan, math.nan]).is_constant
    assert not ValueColumn(["a", None]).is_constant
    assert not ValueColumn([1, "1"]).is_constant


def test_integers_beyond_the_exact_ones_are_named() -> None:
    column = ValueColumn([2**53 + 1, 1.0, 2**53 - 1, -(2**70), 10**400])
    assert column.inexact.tolist() == [0, 3, 4]
    assert column.numbers[4] == math.inf


def test_a_column_of_mostly_numbers_is_shown_as_numbers() -> None:
    assert ValueColumn([1, 2, "a", None]).is_numeric
    assert not ValueColumn(["a", "b", 1]).is_numeric
    assert not ValueColumn([None]).is_numeric
