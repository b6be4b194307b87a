from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QKeySequence

from em_desktop import errors
from em_desktop.domain.nodes import NodeType, Status
from em_desktop.domain.problems import Problem, ProblemKind
from em_desktop.errors import EmError
from em_desktop.gui import wording

NOW = datetime(2024, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def english_in_china(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """English texts, and the clock of Shanghai (eight hours ahead)."""
    old = QLocale()
    QLocale.setDefault(QLocale("en_US"))
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    yield
    monkeypatch.undo()
    os.environ.pop("TZ", None)
    time.tzset()
    QLocale.setDefault(old)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0s"),
        (41.9, "41s"),
        (60, "1m 00s"),
        (18 * 60 + 4, "18m 04s"),
        (3 * 3600 + 12 * 60 + 59, "3h 12m"),
        (26 * 3600, "1d 2h"),
        (-5, "0s"),
    ],
)
def test_a_duration_has_its_two_largest_units(seconds: float, text: str) -> None:
    assert wording.duration_text(timedelta(seconds=seconds)) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (48_200_000, "48.2 MB"),
        (999_960_000, "1.0 GB"),
        (18_200_000_000, "18.2 GB"),
        (5 * 10**18, "5,000.0 PB"),
    ],
)
def test_a_size_is_decimal(size: int, text: str) -> None:
    assert wording.size_text(size) == text


@pytest.mark.parametrize(
    ("ago", "text"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(seconds=-90), "just now"),
        (timedelta(minutes=5), "5 min ago"),
        (timedelta(hours=2, minutes=59), "2 h ago"),
        (timedelta(hours=23, minutes=59), "23 h ago"),
        (timedelta(days=1), "23 Nov"),
        (timedelta(days=400), "21 Oct 2023"),
        (-timedelta(days=1), "25 Nov"),
    ],
)
def test_a_time_is_relative_up_to_a_day(ago: timedelta, text: str) -> None:
    assert wording.time_text(NOW - ago, NOW) == text


def test_times_are_those_of_the_local_clock() -> None:
    late = datetime(2024, 11, 20, 18, 30, 5, tzinfo=UTC)
    assert wording.full_time_text(late) == "21 Nov 2024, 02:30:05"
    assert wording.day_time_text(late) == "21 Nov 2024, 02:30"
    assert wording.time_text(late, NOW) == "21 Nov"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.9934, "0.9934"),
        (1.0, "1"),
        (123456789.0, "1.23457e+8"),
        (1e-7, "1e-7"),
        (1.5e-10, "1.5e-10"),
        (-0.0, "-0"),
        (float("nan"), "NaN"),
        (float("inf"), "∞"),
        (float("-inf"), "-∞"),
    ],
)
def test_a_number_has_six_digits_and_is_never_hidden(value: float, text: str) -> None:
    assert wording.number_text(value) == text


def test_counts_have_their_thousands_apart() -> None:
    assert wording.count_text(8310) == "8,310"


def test_every_type_status_and_problem_has_its_own_words() -> None:
    for texts in (
        [wording.type_text(kind) for kind in NodeType],
        [wording.status_text(status) for status in Status],
        [wording.problem_text(Problem("x", kind)) for kind in ProblemKind],
    ):
        assert len(set(texts)) == len(texts)
        assert all(text == text.strip() and text for text in texts)


def test_the_place_of_a_problem_is_file_and_line() -> None:
    kind = ProblemKind.MALFORMED
    assert wording.problem_place(Problem("metadata.yaml", kind, line=12)) == "metadata.yaml:12"
    assert wording.problem_place(Problem("bad\n.yaml", kind)) == "bad\\n.yaml"


def all_errors(kind: type[EmError] = EmError) -> list[type[EmError]]:
    return [kind, *(each for below in kind.__subclasses__() for each in all_errors(below))]


ERRORS = [kind for kind in all_errors() if kind.__module__ == errors.__name__]


@pytest.mark.parametrize("kind", ERRORS)
def test_an_error_names_what_it_happened_to_and_says_what_to_do(kind: type[EmError]) -> None:
    words = wording.error_words(kind("runs/mnist 100%1", "technical"))
    assert "runs/mnist 100%1" in words.text
    assert "technical" not in words.text
    assert words.title
    assert not words.title.endswith(".")
    assert words.hint.endswith(".")
    assert "!" not in words.title + words.text + words.hint
    assert not re.search("%[0-9]", wording.error_words(kind()).text)


def test_all_errors_have_words_of_their_own() -> None:
    titles = [wording.error_words(kind("x")).title for kind in ERRORS]
    assert len(set(titles)) == len(ERRORS)


def test_a_damaged_file_is_named_with_its_line() -> None:
    words = wording.error_words(errors.MalformedError("metadata.yaml", line=3))
    assert words.text == "“metadata.yaml:3” can't be understood."


def test_keys_are_written_without_plus_signs() -> None:
    assert wording.keys_text(QKeySequence("Ctrl+Shift+C")) == "Ctrl Shift C"
    assert wording.plain_text("&Rename && more") == "Rename & more"
