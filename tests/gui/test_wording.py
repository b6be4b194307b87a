from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication

from em_desktop import errors
from em_desktop.domain.gestures import Deed, Description
from em_desktop.domain.nodes import NodeType, Status
from em_desktop.domain.problems import Problem, ProblemKind
from em_desktop.errors import EmError
from em_desktop.gui import gesture_words, wording
from em_desktop.gui.i18n import Translator

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


@pytest.mark.parametrize(
    ("text", "value", "filled"),
    [
        ("已更改 {things} 的标签", "3 个项目", "已更改 3 个项目的标签"),
        ("已更改 {things} 的标签", "“mnist”", "已更改“mnist”的标签"),
        ("更改 {things} 的标签", "mnist", "更改 mnist 的标签"),
        ("{things} 的描述", "训练", "训练的描述"),
        ("已移动 {things}", "训 练", "已移动训 练"),
        ("Moved {things} to the trash", "“训练”", "Moved “训练” to the trash"),
        ("全部 {things}", "", "全部 "),
    ],
)
def test_a_space_stands_only_between_chinese_and_other_scripts(
    text: str, value: str, filled: str
) -> None:
    assert wording.filled(text, things=value) == filled


def test_what_looks_like_a_place_in_a_value_stays() -> None:
    assert wording.filled("{things} in {place}", things="{place}", place="a") == "{place} in a"


def test_chinese_sentences_about_gestures_have_no_stray_spaces(qapp: QApplication) -> None:
    translator = Translator()
    translator.use("zh_CN")
    stray = re.compile("[\u4e00-\u9fff“”] [\u4e00-\u9fff“”]")
    about = [Description(deed, 3, ("a", "b", "c"), None) for deed in Deed]
    about += [Description(deed, 1, ("数据",), NodeType.RUN) for deed in Deed]
    sentences = [
        sentence
        for one in about
        for sentence in (
            gesture_words.undo_text(one),
            gesture_words.done_text(one),
            gesture_words.done_text(one, "论文"),
            gesture_words.doing_text(one),
            gesture_words.failed_text(one, 2),
        )
    ]
    translator.close()
    translator.deleteLater()
    assert [sentence for sentence in sentences if stray.search(sentence)] == []
    assert "撤销更改 3 个项目的标签" in sentences
