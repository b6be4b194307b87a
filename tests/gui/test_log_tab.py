"""The Logs tab: search, copy, colors, progress lines, following."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from em_desktop.gui import theme
from em_desktop.gui.panes.run import log as log_module
from em_desktop.gui.panes.run.log import LogTab
from em_desktop.gui.panes.run.log_view import LogView
from tests.gui.desk import CONTROL, Desk, running
from tests.gui.run_desk import ShownRun, open_run, settle, state_title, write_run

SHIFT = Qt.KeyboardModifier.ShiftModifier
ENTER = Qt.Key.Key_Return


@pytest.fixture
def store(tmp_path: Path) -> Path:
    store = tmp_path / "store"
    store.mkdir()
    return store


@pytest.fixture
def desk(qtbot: QtBot, application: QApplication, tmp_path: Path, store: Path) -> Iterator[Desk]:
    with running(qtbot, tmp_path / "state", store) as made:
        yield made


class Log:
    """The Logs tab of a Run with this log."""

    def __init__(
        self, desk: Desk, store: Path, text: str | bytes, status: str = "Complete"
    ) -> None:
        self.desk = desk
        self.store = store
        self.place = write_run(store, status=status)
        self.file = self.place / "stdout.log"
        self.file.write_bytes(text if isinstance(text, bytes) else text.encode())
        self.is_watched = False
        self.run: ShownRun = open_run(desk, self.place.name, "log")

    @property
    def tab(self) -> LogTab:
        return self.run.pane.log

    @property
    def view(self) -> LogView:
        return self.tab._view

    @property
    def result(self) -> str:
        return self.tab._search._result

    def append(self, text: str) -> None:
        """Write on, as soon as the program listens."""
        if not self.is_watched:
            self.desk.wait_until_watched(self.place.name, self.store)
            self.is_watched = True
        with self.file.open("a") as file:
            file.write(text)

    def search(self, words: str) -> None:
        self.tab.start_search()
        if words.isascii():
            self.desk.type(words)
        else:
            self.tab._search.insert(words)  # Qt's tests type ASCII only
        settle(self.desk)

    def press(
        self, key: Qt.Key, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        QTest.keyClick(self.desk.focused(), key, keys)

    def wait_for_line(self, text: str) -> None:
        self.desk.wait(lambda: self.run.log_lines()[-1:] == [text])

    def pixels(self, row: int) -> set[str]:
        """The colors of a line's text on the screen."""
        area = self.view.viewport().rect()
        image: QImage = self.view.viewport().grab().toImage()
        height = theme.scaled(18)
        left = int(self.view._gutter()) + 2
        return {
            QColor(image.pixel(x, y)).name()
            for y in range(row * height, (row + 1) * height)
            for x in range(left, min(area.width(), left + 400))
        }


def test_a_search_goes_to_the_first_match_and_steps_through_all(desk: Desk, store: Path) -> None:
    lines = [f"epoch {n}" + (" Error" if n % 100 == 50 else "") for n in range(400)]
    log = Log(desk, store, "\n".join(lines) + "\n")
    log.search("error")
    assert log.result == "1 of 4"
    assert log.view._match_line == 50
    assert log.view.first_line() <= 50 < log.view.first_line() + 60
    log.press(ENTER)
    assert (log.result, log.view._match_line) == ("2 of 4", 150)
    log.press(ENTER, SHIFT)
    assert (log.result, log.view._match_line) == ("1 of 4", 50)
    log.press(ENTER, SHIFT)
    assert (log.result, log.view._match_line) == ("4 of 4", 350)
    QTest.mouseClick(log.tab._next, Qt.MouseButton.LeftButton)
    assert log.result == "1 of 4"
    QTest.mouseClick(log.tab._previous, Qt.MouseButton.LeftButton)
    assert log.result == "4 of 4"


def test_matching_the_case_finds_only_that(desk: Desk, store: Path) -> None:
    log = Log(desk, store, "Error\nerror\nERROR\n")
    log.search("error")
    assert log.result == "1 of 3"
    QTest.mouseClick(log.tab._case, Qt.MouseButton.LeftButton)
    settle(desk)
    assert (log.result, log.view._match_line) == ("1 of 1", 1)


def test_what_is_not_there_is_said(desk: Desk, store: Path) -> None:
    log = Log(desk, store, "one\n")
    log.search("two")
    assert log.result == "no match"
    log.press(Qt.Key.Key_Escape)
    assert log.result == ""


def test_chinese_text_is_found_in_both_encodings(desk: Desk, store: Path) -> None:
    log = Log(desk, store, "训练 1\n".encode() + "训练 2\n".encode("gb18030"))
    log.search("训练")
    assert log.result == "1 of 2"
    assert log.run.log_lines() == ["训练 1", "训练 2"]


def test_a_growing_log_adds_matches_and_moves_nothing(desk: Desk, store: Path) -> None:
    log = Log(desk, store, "".join(f"loss {n}\n" for n in range(500)))
    log.search("loss 4")
    settle(desk)
    assert log.result == "1 of 111"
    for _ in range(3):
        log.press(ENTER)
    place = log.view.first_line()
    log.append("loss 4 again\nunfinished loss")
    desk.wait(lambda: log.result == "4 of 112")
    log.append(" 4 finished\n")
    desk.wait(lambda: log.result == "4 of 113")
    assert log.view.first_line() == place


def test_selected_lines_are_copied_without_their_colors(desk: Desk, store: Path) -> None:
    log = Log(desk, store, "\x1b[31mred\x1b[0m one\ntwo\nthree\n")
    log.view.setFocus()
    QTest.keySequence(log.view, "Ctrl+A")
    QTest.keySequence(log.view, "Ctrl+C")
    settle(desk)
    assert QGuiApplication.clipboard().text().rstrip("\n") == "red one\ntwo\nthree"
    QTest.mouseDClick(
        log.view.viewport(),
        Qt.MouseButton.LeftButton,
        pos=QPoint(int(log.view._gutter()) + 12, 9),
    )
    QTest.keyClick(log.view, Qt.Key.Key_C, CONTROL)
    settle(desk)
    assert QGuiApplication.clipboard().text() == "red"


def test_a_copy_that_is_cut_is_told(
    desk: Desk, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_module, "MOST_COPIED", 2)
    log = Log(desk, store, "one\ntwo\nthree\n")
    told: list[str] = []
    desk.application.context.message_raised.connect(told.append)
    log.view.setFocus()
    QTest.keySequence(log.view, "Ctrl+A")
    QTest.keySequence(log.view, "Ctrl+C")
    settle(desk)
    assert QGuiApplication.clipboard().text() == "one\ntwo"
    assert told == ["Only the first 2 lines were copied"]
    desk.window.notifier.toast.hide()


def test_escape_sequences_become_colors(desk: Desk, store: Path) -> None:
    log = Log(desk, store, "\x1b[48;2;1;2;3mmarked\x1b[0m plain\nplain\n\x1b]0;title\x07text\n")
    assert log.run.log_lines() == ["marked plain", "plain", "text"]
    assert "#010203" in log.pixels(0)
    assert "#010203" not in log.pixels(1)


def test_a_progress_line_shows_its_last_state(desk: Desk, store: Path) -> None:
    log = Log(desk, store, "start\n" + "".join(f"{n}%\r" for n in range(0, 101, 10)) + "\ndone\n")
    assert log.run.log_lines() == ["start", "100%", "done"]
    line = log.view.line(1)
    assert line is not None
    assert line.overwritten == 10


def test_a_run_that_is_running_is_followed_until_the_user_scrolls(desk: Desk, store: Path) -> None:
    log = Log(desk, store, "".join(f"{n}\n" for n in range(500)), "Running")
    bar = log.view.verticalScrollBar()
    assert log.tab._follow.isChecked()
    assert bar.value() == bar.maximum() > 0
    log.append("more\n" * 10)
    log.wait_for_line("more")
    assert bar.value() == bar.maximum()
    log.view.setFocus()
    QTest.keySequence(log.view, "PgUp")
    assert not log.tab._follow.isChecked()
    place = bar.value()
    log.append("last\n")
    desk.wait(lambda: log.view.line_count == 511)
    assert bar.value() == place
    log.tab._follow.click()
    assert bar.value() == bar.maximum()


def test_a_log_that_was_written_anew_is_read_anew(desk: Desk, store: Path) -> None:
    log = Log(desk, store, "".join(f"old {n}\n" for n in range(500)))
    log.search("old")
    assert log.result == "1 of 500"
    desk.wait_until_watched(log.place.name, store)
    log.file.write_text("new\n")
    desk.wait(lambda: log.run.log_lines() == ["new"])
    desk.wait(lambda: log.result == "no match")


def test_an_empty_log_and_a_missing_one_are_told_apart(desk: Desk, store: Path) -> None:
    log = Log(desk, store, "")
    assert state_title(log.tab) == "The log is empty"
    log.append("first\n")
    log.wait_for_line("first")
    assert state_title(log.tab) == ""
    log.file.unlink()
    other = store / "other"
    other.mkdir()
    run = write_run(other)
    (run / "stdout.log").unlink()
    shown = open_run(desk, f"other/{run.name}", "log")
    assert state_title(shown.pane.log) == "No log"
    desk.wait_until_watched(f"other/{run.name}", store)
    (run / "stdout.log").write_text("now\n")
    desk.wait(lambda: shown.log_lines() == ["now"])


def test_the_lines_grow_with_the_interface(desk: Desk, store: Path) -> None:
    log = Log(desk, store, "".join(f"{n}\n" for n in range(500)))
    rows = log.view._rows()
    theme.theme().scale = 150
    assert log.view._rows() == pytest.approx(rows / 1.5, abs=4)
    theme.theme().scale = 100
