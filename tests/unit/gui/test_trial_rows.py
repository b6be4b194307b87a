"""The trials' columns, filter and order."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from em_desktop.domain.autotune import SearchParameter, Trial, TrialStatus
from em_desktop.domain.query import parse
from em_desktop.gui import trial_words
from em_desktop.gui.models.trial_rows import (
    Columns,
    Query,
    Row,
    Scale,
    arrange,
    as_tsv,
    columns_of,
    scale_of,
)

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def trial(number: int, final: float | None = None, **parameters: Any) -> Trial:
    status = TrialStatus.FAILED if final is None else TrialStatus.SUCCEEDED
    return Trial(
        f"t{number}",
        number,
        status,
        parameters=parameters,
        started=NOON,
        ended=NOON + timedelta(seconds=10 - number),
        final=final,
    )


def numbers(rows: list[Row]) -> list[int]:
    return [row.trial.sequence for row in rows]


def test_columns_follow_the_search_space_then_the_trials() -> None:
    space = (SearchParameter("lr", "uniform", (0, 1)), SearchParameter("units", "choice", (1, 2)))

    columns = columns_of(space, [trial(0, units=1, opt="adam", lr=0.1), trial(1, extra=2)])

    assert columns.parameters == ("lr", "units", "opt", "extra")
    assert columns.numeric == {"lr", "units", "extra"}
    assert [columns.key(place) for place in (0, 3, 5)] == ["number", "metric", "parameter:lr"]
    assert columns.place("parameter:opt") == 7
    assert columns.place("parameter:gone") is None


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", [0, 1, 2]),
        ("adam", [0, 1]),
        ("ADAM fail", [1]),
        ("opt=sgd", [2]),
        ("OPT == SGD or number = 0", [0, 2]),
        ("opt in (sgd, rmsprop) or not metric is missing", [0, 2]),
        ("state = succeeded and lr >= 0.15", [2]),
        ("duration < 1m", [0, 1, 2]),
        ("metric(lr) > 0", []),
        ("param(lr) > 0.15", [2]),
        ("lr < 0.2", [0, 1]),
        ("lr<=1e-1", [0]),
        ("lr > 0.1 adam", [1]),
        ("metric >= 0.5", [0]),
        ("number != 1", [0, 2]),
        ("lr = sgd", []),
        ("nothing < 3", []),
        ("t2", [2]),
    ],
)
def test_the_filter_takes_words_and_comparisons(text: str, shown: list[int]) -> None:
    trials = [
        trial(0, 0.5, lr=0.1, opt="adam"),
        trial(1, None, lr=0.15, opt="adam"),
        trial(2, 0.4, lr=0.2, opt="sgd"),
    ]
    rows = arrange(
        [Row(each) for each in trials],
        Query(parse(text)),
        columns_of((), trials),
        NOON,
    )

    assert numbers(rows) == shown


@pytest.mark.parametrize(
    ("column", "descending", "order"),
    [
        ("number", False, [0, 1, 2, 3]),
        ("number", True, [3, 2, 1, 0]),
        ("metric", True, [2, 0, 3, 1]),
        ("metric", False, [0, 3, 2, 1]),
        ("duration", False, [3, 2, 1, 0]),
        ("parameter:lr", False, [3, 0, 1, 2]),
        ("parameter:lr", True, [1, 0, 3, 2]),
        ("gone", True, [0, 1, 2, 3]),
    ],
)
def test_rows_without_a_value_come_last_and_equal_ones_by_number(
    column: str, descending: bool, order: list[int]
) -> None:
    trials = [
        trial(0, 0.5, lr=2),
        trial(1, math.nan, lr="auto"),
        trial(2, 0.9),
        trial(3, 0.5, lr=0.5),
    ]
    rows = [Row(each) for each in trials]

    query = Query(column=column, descending=descending)

    assert numbers(arrange(rows, query, columns_of((), trials), NOON)) == order


def test_the_bar_is_scaled_over_the_shown_rows() -> None:
    scale = scale_of([Row(trial(0, 0.2)), Row(trial(1, 0.6)), Row(trial(2, math.inf))])

    assert (scale.low, scale.high) == (0.2, 0.6)
    assert scale.fraction(0.4) == pytest.approx(0.5)
    assert scale.fraction(math.inf) is None
    assert scale.fraction(None) is None
    assert Scale(1, 1).fraction(1) == 1.0


def test_metrics_of_one_size_have_their_points_below_each_other() -> None:
    alike = scale_of([Row(trial(0, 0.97)), Row(trial(1, 0.5))])
    unlike = scale_of([Row(trial(0, 97000.0)), Row(trial(1, 1e-7))])

    assert (alike.text(0.97), alike.text(0.5)) == ("0.970000", "0.500000")
    assert alike.text(math.nan).casefold() == "nan"
    assert unlike.decimals is None


def test_copied_rows_keep_their_columns() -> None:
    assert as_tsv([["a", "b"], ["1\t2", "x\ny"]]) == "a\tb\n1 2\tx y\n"


def test_no_columns_are_a_table_too() -> None:
    assert len(Columns()) == 5


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.030967590622029178, "0.0309676"),
        (1180591620717411303424, "1180591620717411303424"),
        ("adam", "adam"),
        (True, "true"),
        (None, "null"),
        ({"_name": "conv", "kernel": 3}, "conv (kernel 3)"),
    ],
)
def test_parameters_in_words(value: Any, text: str) -> None:
    assert trial_words.parameter_text(value) == text


@pytest.mark.parametrize(
    ("parameter", "text"),
    [
        (SearchParameter("a", "choice", ("relu", None)), "relu, null"),
        (SearchParameter("a", "randint", (5, 13)), "5 to 12"),
        (SearchParameter("a", "loguniform", (0.0001, 30)), "0.0001 to 30, log"),
        (SearchParameter("a", "quniform", (0, 2, 0.25)), "0 to 2, step 0.25"),
        (SearchParameter("a", "qlognormal", (0, 1, 2)), "mean 0, deviation 1, step 2, log"),
        (SearchParameter("a", "spline", (1, "x")), "1, x"),
        (SearchParameter("a", "", (3,)), "3"),
    ],
)
def test_search_spaces_in_words(parameter: SearchParameter, text: str) -> None:
    assert trial_words.parameter_space_text(parameter) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.64, "0.6s"), (9.99, "9.9s"), (10, "10s"), (1084, "18m 04s")]
)
def test_short_durations_have_tenths(seconds: float, text: str) -> None:
    assert trial_words.duration_text(timedelta(seconds=seconds)) == text
