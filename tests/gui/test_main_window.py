"""The window from start to end, by mouse and keyboard, on real recordings."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
)
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu
from pytestqt.qtbot import QtBot

from em_desktop.domain.operations import Changes, Move
from em_desktop.domain.paths import ROOT
from em_desktop.gui.dialogs.error import ErrorDialog
from em_desktop.gui.drop_hint import DropHint
from em_desktop.gui.widgets import StateView
from em_desktop.stores.base import Cancel
from tests.gui.conftest import LogLines
from tests.gui.desk import CONTROL, Desk, running
from tests.gui.drops import drag_over, drop, files_data

RUN = "breast_cancer_gbdt"


@pytest.fixture
def desk(
    qtbot: QtBot, application: QApplication, tmp_path: Path, recordings: Path
) -> Iterator[Desk]:
    with running(qtbot, tmp_path / "state", recordings) as made:
        yield made


@pytest.fixture
def run_path(recordings: Path) -> str:
    """The path of one Run in the store."""
    found = next(each for each in (recordings / "runs").iterdir() if each.name.startswith(RUN))
    return f"runs/{found.name}"


def shown_state(desk: Desk) -> str:
    """The title of what the page shows instead of a pane."""
    views = [view for view in desk.page.findChildren(StateView) if view.isVisible()]
    return views[0].title if views else ""


def test_without_a_store_the_window_says_how_to_begin(
    qtbot: QtBot, application: QApplication, tmp_path: Path
) -> None:
    with running(qtbot, tmp_path / "state") as desk:
        window = desk.window
        assert window.first_start.isVisible()
        assert not window.navigator.tree.isVisible()
        assert not window.tabs.isVisible()
        assert window.window().windowTitle() == "EM Desktop"


def test_a_store_opens_in_a_tab_and_its_tree_is_expanded(desk: Desk) -> None:
    desk.wait(lambda: desk.rows() == ["recordings", "artifacts", "runs"])
    assert desk.tab_titles() == ["recordings"]
    assert not desk.window.first_start.isVisible()


def test_a_click_opens_here_and_control_or_the_middle_button_in_a_new_tab(desk: Desk) -> None:
    desk.click_row("runs")
    desk.wait(lambda: desk.is_at("runs"))
    assert desk.tab_titles() == ["runs"]
    desk.click_row("artifacts", keys=CONTROL)
    desk.wait(lambda: desk.is_at("artifacts"))
    assert desk.tab_titles() == ["runs", "artifacts"]
    desk.click_row("runs", Qt.MouseButton.MiddleButton)
    desk.wait(lambda: desk.is_at("runs"))
    assert desk.tab_titles() == ["runs", "artifacts", "runs"]


def test_the_row_that_was_clicked_stays_current_while_its_page_is_read(desk: Desk) -> None:
    desk.click_row("runs")
    desk.wait(
        lambda: desk.page.pane is not None and desk.page.pane.location == desk.location("runs")
    )
    current: list[str] = []
    selection = desk.window.navigator.tree.selectionModel()
    selection.currentChanged.connect(lambda now, _before: current.append(now.data()))
    desk.click_row("artifacts")
    desk.wait(lambda: desk.page.title == "artifacts" and desk.application.context.tasks.idle)
    assert current == ["artifacts"]


def test_a_row_that_is_chosen_stays_when_the_page_is_read_again(desk: Desk) -> None:
    desk.click_row("artifacts")
    tree, tasks = desk.window.navigator.tree, desk.application.context.tasks
    desk.wait(lambda: desk.is_at("artifacts") and tasks.idle)
    tree.setCurrentIndex(desk.row("runs"))  # pressed, to be dragged
    here = desk.location("artifacts")
    changes = Changes(nodes=frozenset({here.path}), parents=frozenset({here.path}))
    told: list[object] = []
    desk.window.tabs.current_changed.connect(lambda: told.append(desk.page.node))
    desk.application.context.stores.changed.emit(here.store_id, changes)
    desk.wait(lambda: bool(told) and tasks.idle)
    assert tree.currentIndex().data() == "runs"


def test_the_tree_works_by_keyboard_alone(desk: Desk) -> None:
    desk.wait(lambda: len(desk.rows()) == 3)
    tree = desk.window.navigator.tree
    tree.setFocus()
    desk.press("Home")
    desk.press("Down")
    desk.press("Down")
    assert tree.currentIndex().data() == "runs"
    desk.press("Right")
    desk.wait(lambda: RUN in desk.rows())
    desk.press("Down")
    desk.press("Return")
    desk.wait(lambda: desk.page.node is not None and desk.page.node.type == "Run")
    assert tree.hasFocus()


def test_back_forward_and_up_follow_the_tab(desk: Desk, run_path: str) -> None:
    desk.application.context.open(desk.location("runs"))
    desk.wait(lambda: desk.is_at("runs"))
    desk.application.context.open(desk.location(run_path))
    desk.wait(lambda: desk.is_at(run_path))
    desk.press("Alt+Left")
    desk.wait(lambda: desk.is_at("runs"))
    desk.press("Alt+Right")
    desk.wait(lambda: desk.is_at(run_path))
    desk.press("Alt+Up")
    desk.wait(lambda: desk.is_at("runs"))
    assert not desk.window.commands.action("forward").isEnabled()
    assert desk.window.commands.action("back").isEnabled()


def test_tabs_are_stepped_through_closed_and_reopened_by_keyboard(desk: Desk) -> None:
    for path in ("runs", "artifacts"):
        desk.application.context.open(desk.location(path), new_tab=True)
        desk.wait(lambda path=path: desk.is_at(path))  # type: ignore[misc]
    bar = desk.window.tabs.bar
    assert (desk.tab_titles(), bar.currentIndex()) == (["recordings", "runs", "artifacts"], 2)
    desk.press("Ctrl+Tab")
    assert bar.currentIndex() == 0
    desk.press("Alt+2")
    assert bar.currentIndex() == 1
    desk.press("Alt+9")
    assert bar.currentIndex() == 2
    desk.press("Ctrl+W")
    assert desk.tab_titles() == ["recordings", "runs"]
    desk.press("Ctrl+Shift+T")
    desk.wait(lambda: desk.is_at("artifacts"))
    assert desk.tab_titles() == ["recordings", "runs", "artifacts"]
    for _ in range(3):
        desk.press("Ctrl+W")
    assert desk.tab_titles() == []
    assert desk.window.nothing_open.isVisible()


def test_a_dragged_tab_takes_its_page_along(desk: Desk) -> None:
    desk.application.context.open(desk.location("runs"), new_tab=True)
    desk.wait(lambda: desk.is_at("runs"))
    desk.window.tabs.bar.moveTab(1, 0)
    assert desk.tab_titles() == ["runs", "recordings"]
    assert desk.page.title == "runs"


def test_a_typed_path_goes_there(desk: Desk, recordings: Path) -> None:
    desk.press("F4")
    field = desk.window.top_bar.path
    assert field.is_editing
    assert field.edit.text() == str(recordings)
    field.edit.setText(str(recordings / "runs"))
    desk.press("Return")
    desk.wait(lambda: desk.is_at("runs"))
    assert not field.is_editing


def test_escape_leaves_the_path_as_it_was(desk: Desk) -> None:
    desk.press("F4")
    desk.type("/elsewhere")
    desk.press("Escape")
    assert not desk.window.top_bar.path.is_editing
    assert desk.is_at("")


def test_typing_a_path_offers_what_is_there(desk: Desk, recordings: Path) -> None:
    desk.press("F4")
    field = desk.window.top_bar.path
    field.edit.clear()
    desk.type(f"{recordings}/r")
    completer = field.edit.completer()
    desk.wait(lambda: completer.completionCount() == 1)
    assert completer.currentCompletion() == str(recordings / "runs")
    popup = completer.popup()
    assert popup is not None
    popup.hide()


def test_a_path_outside_all_stores_opens_as_a_store(desk: Desk, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    desk.press("F4")
    desk.window.top_bar.path.edit.setText(str(other))
    desk.press("Return")
    desk.wait(lambda: "other" in desk.rows())
    assert desk.tab_titles() == ["recordings", "other"]


def test_a_folder_that_is_not_there_is_told(desk: Desk, tmp_path: Path) -> None:
    desk.window.open_folder(str(tmp_path / "nowhere"))
    toast = desk.window.notifier.toast
    desk.wait(toast.isVisible)
    assert "nowhere" in toast.text
    toast.hide()


def test_a_dropped_folder_opens(desk: Desk, tmp_path: Path, recordings: Path) -> None:
    other = Path(shutil.copytree(recordings / "runs", tmp_path / "dropped"))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(other))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    copy, place = Qt.DropAction.CopyAction, desk.window.rect().center()
    enter = QDragEnterEvent(place, copy, data, left, none)
    QApplication.sendEvent(desk.window, enter)
    assert enter.isAccepted()
    assert enter.dropAction() is copy  # nothing else is offered
    dropped = QDropEvent(QPointF(place), copy, data, left, none)
    QApplication.sendEvent(desk.window, dropped)
    assert dropped.dropAction() is copy
    desk.wait(lambda: "dropped" in desk.rows())
    desk.wait(lambda: desk.page.pane is not None and desk.page.title == "dropped")


def test_a_vanished_store_is_shown_and_comes_back(
    desk: Desk, recordings: Path, tmp_path: Path
) -> None:
    desk.wait(lambda: len(desk.rows()) == 3)
    away = tmp_path / "away"
    recordings.rename(away)
    desk.wait(lambda: desk.rows() == ["recordings"], 10_000)
    desk.wait(lambda: shown_state(desk) != "")
    away.rename(recordings)
    desk.wait(lambda: desk.is_at("") and desk.page.pane is not None, 10_000)
    desk.wait(lambda: desk.rows() == ["recordings", "artifacts", "runs"], 10_000)


def test_what_another_program_removes_is_said_to_be_gone(
    desk: Desk, recordings: Path, run_path: str
) -> None:
    desk.application.context.open(desk.location(run_path))
    desk.wait(lambda: desk.is_at(run_path))
    desk.wait_until_watched(run_path, recordings)
    shutil.rmtree(recordings / run_path)
    desk.wait(lambda: shown_state(desk) == "No longer here", 10_000)


def test_a_folder_made_by_another_program_appears(desk: Desk, recordings: Path) -> None:
    desk.wait(lambda: len(desk.rows()) == 3)
    (recordings / "later").mkdir()
    desk.wait(lambda: desk.rows() == ["recordings", "artifacts", "later", "runs"])


def test_a_node_is_pinned_from_its_menu(desk: Desk) -> None:
    desk.wait(lambda: len(desk.rows()) == 3)
    tree = desk.window.navigator.tree
    tree.setFocus()
    tree.setCurrentIndex(desk.row("runs"))
    place = tree.visualRect(desk.row("runs")).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, tree.mapToGlobal(place))
    QApplication.sendEvent(tree.viewport(), event)
    menus = [menu for menu in desk.window.findChildren(QMenu) if menu.isVisible()]
    assert menus
    desk.window.commands.action("pin").trigger()
    for menu in menus:
        menu.close()
    pinned = desk.window.navigator.pinned
    desk.wait(pinned.isVisible)
    assert pinned.model().index(0, 0).data() == "runs"


def test_the_path_of_a_node_is_copied(desk: Desk, recordings: Path) -> None:
    desk.application.context.open(desk.location("runs"))
    desk.wait(lambda: desk.is_at("runs"))
    desk.window.navigator.tree.setFocus()
    desk.press("Ctrl+Shift+P")
    assert QGuiApplication.clipboard().text() == str(recordings / "runs")
    desk.window.notifier.toast.hide()


def test_panels_are_toggled_and_stepped_through(desk: Desk) -> None:
    window = desk.window
    desk.press("Ctrl+B")
    assert not window.navigator.isVisible()
    desk.press("Ctrl+B")
    assert window.navigator.isVisible()
    window.navigator.tree.setFocus()
    desk.press("F6")
    assert window.tabs.isAncestorOf(desk.focused())
    desk.press("Shift+F6")
    assert window.navigator.isAncestorOf(desk.focused())


def test_a_narrow_window_closes_its_panels_and_a_wide_one_opens_them(desk: Desk) -> None:
    window = desk.window
    window.window().resize(1100, 700)
    assert not window.is_inspector_shown()
    assert window.navigator.isVisible()
    window.window().resize(850, 600)
    assert not window.navigator.isVisible()
    window.window().resize(1440, 900)
    assert window.navigator.isVisible()
    assert window.is_inspector_shown()


def test_closing_a_store_closes_its_tabs(desk: Desk) -> None:
    desk.application.context.open(desk.location("runs"), new_tab=True)
    desk.wait(lambda: desk.is_at("runs"))
    desk.window.commands.action("close_store").trigger()
    assert desk.tab_titles() == []
    assert desk.window.first_start.isVisible()


def test_every_control_of_the_window_has_an_accessible_name(desk: Desk, run_path: str) -> None:
    nameless = [
        repr(widget)
        for widget in desk.window.findChildren(QAbstractButton)
        if widget.isVisible() and not (widget.accessibleName() or widget.text())
    ]
    assert nameless == []
    named = (
        desk.window.navigator.tree,
        desk.window.navigator.pinned,
        desk.window.tabs.bar,
        desk.window.top_bar.path,
        desk.window.top_bar.path.edit,
        desk.window.status,
    )
    assert all(widget.accessibleName() for widget in named)


def test_a_moved_node_stays_open_in_its_tab(desk: Desk, run_path: str, recordings: Path) -> None:
    desk.application.context.open(desk.location(run_path))
    desk.wait(lambda: desk.is_at(run_path))
    store = desk.application.context.stores.store(str(recordings))
    run = desk.location(run_path).path
    outcome = store.perform(Move(run, ROOT))
    desk.application.context.stores.changed.emit(str(recordings), outcome.changes)
    (new,) = [path for _, path in outcome.changes.moved]
    desk.wait(lambda: desk.is_at(str(new)))
    assert desk.page.title == RUN
    desk.wait(lambda: RUN in desk.rows())


def test_a_shortcut_leads_to_its_target(desk: Desk, recordings: Path, run_path: str) -> None:
    (recordings / "best.shortcut.yaml").write_text(f"kind: Shortcut\ntarget:\n  path: {run_path}\n")
    desk.wait(lambda: "best" in desk.rows())
    desk.click_row("best")
    desk.wait(lambda: desk.is_at(run_path))
    assert desk.page.title == RUN


def test_a_broken_shortcut_says_that_it_leads_nowhere(desk: Desk, recordings: Path) -> None:
    (recordings / "lost.shortcut.yaml").write_text("kind: Shortcut\ntarget:\n  path: runs/gone\n")
    desk.wait(lambda: "lost" in desk.rows())
    desk.click_row("lost")
    desk.wait(lambda: shown_state(desk) == "This shortcut leads nowhere")


def test_a_recording_that_is_opened_is_shown_in_its_folder(
    qtbot: QtBot, application: QApplication, tmp_path: Path, recordings: Path, run_path: str
) -> None:
    with running(qtbot, tmp_path / "state") as desk:
        desk.window.open_folder(str(recordings / run_path))
        desk.wait(lambda: bool(desk.tab_titles()) and desk.page.title == RUN)
        desk.wait(lambda: RUN in desk.rows())
        assert desk.rows()[0] == "runs"


def test_an_unexpected_error_is_told_once_with_its_details(desk: Desk, log_lines: LogLines) -> None:
    def broken(_cancel: Cancel) -> None:
        raise ZeroDivisionError("nobody thought of this")

    tasks, toast = desk.application.context.tasks, desk.window.notifier.toast
    tasks.run(desk.window, broken, lambda _window, _value: None)
    desk.wait(toast.isVisible)
    assert toast.text.startswith("Something unexpected happened")
    assert [line for line in log_lines.take() if "unexpected error" in line]
    desk.window.notifier._show_details.trigger()
    dialog = desk.window.findChild(ErrorDialog)
    assert dialog is not None
    assert "nobody thought of this" in dialog._details.toPlainText()
    dialog.close()
    toast.hide()


def test_a_drag_shows_what_a_drop_does(desk: Desk, tmp_path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path))])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    place = desk.window.rect().center()
    QApplication.sendEvent(
        desk.window, QDragEnterEvent(place, Qt.DropAction.CopyAction, data, left, none)
    )
    assert desk.window._overlay.isVisible()
    QApplication.sendEvent(desk.window, QDragLeaveEvent())
    assert not desk.window._overlay.isVisible()


def test_below_all_rows_of_the_tree_a_folder_is_opened(desk: Desk, tmp_path: Path) -> None:
    desk.wait(lambda: len(desk.rows()) == 3)
    tree = desk.window.navigator.tree
    place, folder = tree.viewport().rect().center(), tmp_path / "beside"
    folder.mkdir()
    assert not tree.indexAt(place).isValid()
    assert drag_over(tree.viewport(), place, files_data([folder]))
    hint = desk.window.navigator.findChild(DropHint)
    assert hint is not None
    assert (hint.isVisible(), hint.text) == (True, "Open folder")
    QApplication.sendEvent(tree.viewport(), QDragLeaveEvent())
    assert not hint.isVisible()
    assert drop(tree.viewport(), place, files_data([folder]))
    assert not hint.isVisible()
    desk.wait(lambda: "beside" in desk.rows())


def test_a_long_path_folds_in_the_middle(desk: Desk, recordings: Path) -> None:
    names = [f"a_rather_long_folder_name_{number}" for number in range(12)]
    (recordings / Path(*names)).mkdir(parents=True)
    desk.application.context.open(desk.location("/".join(names)))
    desk.wait(lambda: desk.is_at("/".join(names)))
    segments = desk.window.top_bar.path._segments
    shown = [part.text() for part in segments._buttons if part.isVisible()]
    assert shown[0] == "recordings"
    assert shown[-1] == names[-1]
    assert len(shown) < 13
    assert segments._fold.isVisible()
