"""The panel that tells what runs, what failed, and what can be undone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget
from pytestqt.qtbot import QtBot

from em_desktop.domain.operations import CreateFolder, Move
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.gui import attention
from em_desktop.gui.activity import ActivityPanel
from em_desktop.gui.activity_row import ActivityRow
from em_desktop.gui.attention import Attention
from em_desktop.gui.gestures import Verb
from em_desktop.gui.jobs import JobState
from em_desktop.gui.tasks import Tasks
from tests.gui.test_editing import RUN, Bench, bench
from tests.gui.test_tree_editing import TreeDesk, desk

__all__ = ["bench", "desk"]


@pytest.fixture
def panel(bench: Bench, page: QWidget, qtbot: QtBot) -> Iterator[ActivityPanel]:
    made = ActivityPanel(bench.context, page)
    made.resize(page.size())
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.hide()


@pytest.fixture
def next_session(
    bench: Bench, page: QWidget, qtbot: QtBot, tmp_path: Path
) -> Iterator[Callable[[], Bench]]:
    """Ends the program, and starts it again in the same folders."""
    started = list[Bench]()

    def start() -> Bench:
        bench.close()
        started.append(Bench(qtbot, Tasks(page), tmp_path))
        return started[-1]

    yield start
    for each in started:
        each.close()


def texts(panel: ActivityPanel) -> list[str]:
    panel.refresh()
    return [row.text for row in panel.lines]


def line(panel: ActivityPanel, text: str) -> ActivityRow:
    panel.refresh()
    return next(row for row in panel.lines if row.text == text)


def test_what_was_done_is_listed_and_can_be_undone_and_redone(
    bench: Bench,
    panel: ActivityPanel,
) -> None:
    assert panel.nothing.isVisible()
    for name in ("a", "b"):
        bench.editor.do(bench.first, [CreateFolder(ROOT, name)])
        bench.settle()
    assert texts(panel) == ["Created “b”", "Created “a”"]
    line(panel, "Created “a”").act.click()
    bench.settle()
    assert bench.names() == ["b", "drafts", "paper"]
    undone = line(panel, "Undone: creation of “a”")
    assert undone.act.text() == "Redo"
    undone.act.click()
    bench.settle()
    assert bench.names() == ["a", "b", "drafts", "paper"]


def test_what_failed_says_why_and_is_tried_again(
    bench: Bench,
    panel: ActivityPanel,
) -> None:
    (bench.places[0] / "paper" / "drafts").mkdir()
    path = NodePath(("drafts",))
    bench.editor.do(bench.first, [Move(path, NodePath(("paper",)))], nodes=[bench.node("drafts")])
    bench.settle()
    panel.filter.choose("attention")
    row = line(panel, "Not done: move of “drafts”")
    assert row.detail.startswith("There is a “")
    (bench.places[0] / "paper" / "drafts").rmdir()
    row.act.click()
    bench.settle()
    assert bench.names("paper") == ["drafts"]
    assert texts(panel) == []


def test_failed_work_can_be_taken_off_the_list(
    bench: Bench,
    panel: ActivityPanel,
) -> None:
    bench.editor.do(bench.first, [Move(NodePath(("absent",)), ROOT)])
    bench.settle()
    assert len(texts(panel)) == 1
    panel.clear.click()
    assert texts(panel) == []


def test_a_transfer_can_be_paused_continued_and_cancelled(
    bench: Bench,
    panel: ActivityPanel,
    page: QWidget,
) -> None:
    with (bench.places[0] / "drafts" / RUN / "large.bin").open("wb") as file:
        for _ in range(200):
            file.write(bytes(1 << 20))
    picked = bench.picked(f"drafts/{RUN}")
    bench.context.gestures.put(page, Verb.COPY, picked, bench.there("paper", bench.second))
    bench.wait(lambda: any(job.progress is not None for job in bench.editor.running))
    [job] = bench.editor.running
    bench.editor.pause(job)
    row = line(panel, "Copying “mlp”") if "Copying “mlp”" in texts(panel) else panel.lines[0]
    assert job.state is JobState.PAUSED
    assert row.pause.accessibleName() == "Go on"
    row.pause.click()
    row.cancel.click()
    bench.wait(lambda: not job.is_running, 20_000)
    arrived = tuple(bench.names("paper", place=1))
    assert (job.state.value, arrived) in {("cancelled", ()), ("done", (RUN,))}


def test_a_copy_that_the_end_of_the_program_cut_off_is_tried_again_in_the_next_session(
    bench: Bench, page: QWidget, next_session: Callable[[], Bench]
) -> None:
    large = bench.places[0] / "drafts" / RUN / "large.bin"
    large.write_bytes(os.urandom(1 << 20) * 128)
    picked = bench.picked(f"drafts/{RUN}")
    bench.context.gestures.put(page, Verb.COPY, picked, bench.there("paper", bench.second))
    bench.wait(lambda: any(job.progress is not None for job in bench.editor.running))
    bench.editor.pause(bench.editor.running[0])
    second = next_session()
    assert second.names("paper", place=1) == []
    panel = ActivityPanel(second.context, page)
    panel.filter.choose("attention")
    row = line(panel, "Not done: copy of “mlp”")
    assert row.detail == "The program ended before “mlp” was copied."
    row.act.click()
    second.settle()
    assert second.names("paper", place=1) == [RUN]
    assert (second.places[1] / "paper" / RUN / "large.bin").read_bytes() == large.read_bytes()
    assert texts(panel) == []
    assert second.editor.can_undo is not None
    assert list(second.places[1].rglob(".em-tmp-*")) == []


def test_a_copy_that_was_cut_off_and_is_taken_off_the_list_leaves_nothing(
    bench: Bench, page: QWidget, next_session: Callable[[], Bench]
) -> None:
    large = bench.places[0] / "drafts" / RUN / "large.bin"
    large.write_bytes(os.urandom(1 << 20) * 128)
    picked = bench.picked(f"drafts/{RUN}")
    bench.context.gestures.put(page, Verb.COPY, picked, bench.there("paper", bench.second))
    bench.wait(lambda: any(job.progress is not None for job in bench.editor.running))
    bench.editor.pause(bench.editor.running[0])
    second = next_session()
    panel = ActivityPanel(second.context, page)
    assert len(texts(panel)) == 1
    panel.clear.click()
    second.settle()
    assert texts(panel) == []
    assert list(second.places[1].rglob(".em-tmp-*")) == []
    assert list((second.places[0].parent / "state" / "transfers").iterdir()) == []


def test_every_button_has_a_name_and_texts_follow_the_language(
    bench: Bench,
    panel: ActivityPanel,
) -> None:
    bench.editor.do(bench.first, [CreateFolder(ROOT, "a")])
    bench.settle()
    panel.refresh()
    assert panel.accessibleName() == "Activity"
    assert panel.lines[0].accessibleName().startswith("Created “a”")
    panel.clear.setText("")
    panel.retranslate()
    assert panel.clear.text() == "Clear failed"


def test_control_j_shows_the_panel_below_the_page(desk: TreeDesk) -> None:
    desk.press("Ctrl+J")
    panel = desk.window.activity
    assert panel is not None
    desk.wait(panel.isVisible)
    assert panel.height() >= 160
    desk.press("Ctrl+J")
    assert not panel.isVisible()


def test_long_work_calls_the_user_only_when_they_are_elsewhere(
    bench: Bench,
    page: QWidget,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(attention, "LONG", timedelta(0))
    calls: list[str] = []
    guard = Attention(bench.context, page)
    monkeypatch.setattr(guard, "call", calls.append)
    bench.editor.do(bench.first, [CreateFolder(ROOT, "a")])
    bench.settle()
    assert calls == []
    page.hide()
    bench.editor.do(bench.first, [CreateFolder(ROOT, "b")])
    bench.settle()
    assert calls == ["Created “b”"]


# No tray is on the platform without a screen.
@pytest.mark.qt_log_ignore("No Icon set", "systemTrayWindowChanged", extend=True)
def test_the_icon_that_calls_the_user_goes_when_they_are_back(
    bench: Bench, page: QWidget, monkeypatch: pytest.MonkeyPatch, qapp: QApplication
) -> None:
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    guard = Attention(bench.context, page)
    guard.call("Copied 3 runs")
    tray = guard.findChild(QSystemTrayIcon)
    assert isinstance(tray, QSystemTrayIcon)
    assert tray.isVisible()
    qapp.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    assert not tray.isVisible()
