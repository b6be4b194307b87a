"""Reading JSON."""

from __future__ import annotations

import math

import pytest

from em_desktop.domain.problems import Problem, ProblemKind
from em_desktop.domain.recordings import Value
from em_desktop.formats.json_io import load
from em_desktop.formats.yaml_io import Limits


def test_a_whole_file_has_no_problems() -> None:
    reading = load('{"a": [1, 2.5, "x", null, true], "b": {}}')
    assert reading.value == {"a": [1, 2.5, "x", None, True], "b": {}}
    assert reading.problems == ()


def test_nan_and_infinity_are_taken() -> None:
    value = load("[NaN, Infinity, -Infinity, 1e999]").value
    assert isinstance(value, list)
    assert isinstance(value[0], float)
    assert math.isnan(value[0])
    assert value[1:] == [math.inf, -math.inf, math.inf]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1, "b": 23', {"a": 1}),
        ('{"a": 1, "b": {"c": 2, "d": "x', {"a": 1, "b": {"c": 2}}),
        ("[[1, 2], [3, 4", [[1, 2], [3]]),
        ('{"a": "x,y", "b": [', {"a": "x,y"}),
        ('{"a": "12', None),
        ('{"a": 1,', {"a": 1}),
    ],
)
def test_what_was_complete_before_a_cut_is_kept(text: str, value: Value) -> None:
    reading = load(text, file="profile.json")
    assert reading.value == value
    assert [problem.kind for problem in reading.problems] == [ProblemKind.TRUNCATED]


def test_a_fault_in_the_middle_names_its_line() -> None:
    reading = load('{"a": 1,\n"b": 2,\n"c": oops,\n"d": 4}', file="f.json")
    assert reading.value == {"a": 1, "b": 2}
    assert reading.problems == (Problem("f.json", ProblemKind.MALFORMED, "Expecting value", 3),)


@pytest.mark.parametrize("text", ["[" * 200_000, '{"a":' * 200_000, "[" * 150 + "]" * 150])
def test_deep_nesting_is_refused(text: str) -> None:
    reading = load(text)
    assert reading.value is None
    assert (
        ProblemKind.TOO_LARGE in [problem.kind for problem in reading.problems] or text[-1] != "]"
    )


def test_too_many_values_are_refused() -> None:
    reading = load("[" + "1," * 20 + "1]", Limits(nodes=10))
    assert (reading.value, reading.problems[0].kind) == (None, ProblemKind.TOO_LARGE)


def test_an_integer_too_long_to_print_stays_text() -> None:
    assert load(f"[{'9' * 5000}, 9007199254740993]").value == ["9" * 5000, 9007199254740993]


def test_half_a_surrogate_pair_becomes_a_replacement_character() -> None:
    assert load('{"\\ud800x": ["\\uDFFF", "\\ud83c\\udfaf"]}').value == {
        "\ufffdx": ["\ufffd", "\U0001f3af"]
    }


def test_an_empty_file_says_so() -> None:
    assert load(b"").problems == (Problem("", ProblemKind.EMPTY),)


def test_a_repeated_key_is_noted_and_the_last_counts() -> None:
    reading = load('{"a": 1, "a": 2}')
    assert reading.value == {"a": 2}
    assert [problem.kind for problem in reading.problems] == [ProblemKind.INCONSISTENT]
