"""The log view shows the lines on the screen, whatever the length of the log."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from em_desktop.formats.log import LogLine
from em_desktop.gui.panes.run.log_view import BLOCK, LINE_HEIGHT, LogView, Spot


def view_of(qtbot: QtBot, count: int) -> LogView:
    """A view of this many lines that gets every line that it asks for."""
    view = LogView()
    qtbot.addWidget(view)
    view.resize(600, 20 * LINE_HEIGHT)

    def give(first: int, number: int) -> None:
        lines = [LogLine(f"line {n}") for n in range(first, min(first + number, count))]
        view.show_lines(first, lines)

    view.lines_wanted.connect(give)
    view.show()
    view.set_line_count(count)
    return view


def test_only_the_block_on_the_screen_is_asked_for(qtbot: QtBot) -> None:
    view = LogView()
    qtbot.addWidget(view)
    view.resize(600, 20 * LINE_HEIGHT)
    asked: list[tuple[int, int]] = []
    view.lines_wanted.connect(lambda first, count: asked.append((first, count)))
    view.show()
    view.set_line_count(24_000_000)
    assert asked == [(0, BLOCK)]
    view.verticalScrollBar().setValue(10_000_000)
    assert asked[-1] == (10_000_000 // BLOCK * BLOCK, BLOCK)


def test_end_and_home_go_to_the_last_and_first_line(qtbot: QtBot) -> None:
    view = view_of(qtbot, 5000)
    QTest.keyClick(view, Qt.Key.Key_End)
    shown = view.line(4999)
    assert shown is not None
    assert shown.text == "line 4999"
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.first_line() == 0


def test_following_stays_at_the_end_until_the_user_scrolls_up(qtbot: QtBot) -> None:
    view = view_of(qtbot, 100)
    view.set_follow(True)
    view.set_line_count(1000, changed_from=99)
    assert view.first_line() == view.verticalScrollBar().maximum()
    QTest.keyClick(view, Qt.Key.Key_PageUp)
    assert not view.follow
    place = view.first_line()
    view.set_line_count(2000, changed_from=999)
    assert view.first_line() == place


def test_a_changed_last_line_is_asked_for_again(qtbot: QtBot) -> None:
    view = view_of(qtbot, 10)
    asked: list[int] = []
    view.lines_wanted.connect(lambda first, _: asked.append(first))
    view.set_line_count(10, changed_from=9)
    assert asked == [0]


def test_dragging_selects_and_copy_asks_for_the_range(qtbot: QtBot) -> None:
    view = view_of(qtbot, 50)
    start, stop = QPoint(60, LINE_HEIGHT // 2), QPoint(400, 2 * LINE_HEIGHT + 5)
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(view.viewport(), stop)
    first, last = view.selection()
    assert (first.line, last) == (0, Spot(2, len("line 2")))
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=stop)
    with qtbot.waitSignal(view.copy_wanted) as copied:
        QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert copied.args == [first, last]


def test_double_click_selects_a_word(qtbot: QtBot) -> None:
    view = view_of(qtbot, 50)
    text_start = int(view._gutter()) + 10
    QTest.mouseDClick(
        view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(text_start, LINE_HEIGHT // 2)
    )
    assert view.selection() == (Spot(0, 0), Spot(0, len("line")))


def test_a_match_outside_the_screen_is_scrolled_to(qtbot: QtBot) -> None:
    view = view_of(qtbot, 5000)
    view.set_search("line 3000", match_case=False)
    view.show_match(3000)
    assert view.first_line() <= 3000 < view.first_line() + 20
    shown = view.line(3000)
    assert shown is not None
