"""The trash of a store: its row, its page, restoring and deleting for good."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from em_desktop.gui.context import Location
from em_desktop.gui.dialogs.delete import DeleteDialog
from em_desktop.gui.panes.trash.pane import TrashPane
from em_desktop.gui.trash_place import TRASH
from tests.gui.test_editing import RUN
from tests.gui.test_tree_editing import TreeDesk, desk

__all__ = ["desk"]


@pytest.fixture
def trash(desk: TreeDesk) -> TrashPane:
    """The page of a trash with a folder and a Run in it."""
    for name in ("mlp", "paper"):
        desk.choose(name)
        desk.do("trash")
        desk.settle()
    desk.do("show_trash")
    desk.wait(lambda: isinstance(desk.page.pane, TrashPane))
    pane = desk.page.pane
    assert isinstance(pane, TrashPane)
    desk.wait(lambda: pane.model.rowCount() == 2)
    return pane


def cells(pane: TrashPane) -> list[list[str]]:
    model = pane.model
    return [
        [str(model.index(row, at).data()) for at in range(3)] for row in range(model.rowCount())
    ]


def choose(pane: TrashPane, name: str) -> None:
    row = [each[0] for each in cells(pane)].index(name)
    pane.table.setCurrentIndex(pane.model.index(row, 0))


def test_it_says_what_was_removed_from_where(desk: TreeDesk, trash: TrashPane) -> None:
    assert cells(trash) == [
        ["paper", "experiments", "just now"],
        ["mlp", "experiments / drafts", "just now"],
    ]
    assert desk.page.title == "Trash"
    assert desk.tab_titles() == ["Trash"]


def test_the_navigator_has_a_row_while_the_trash_holds_something(
    desk: TreeDesk,
    qtbot: QtBot,
) -> None:
    rows = desk.window.navigator.trash
    assert (rows.texts(), rows.isVisible()) == ([], False)
    desk.choose("paper")
    desk.do("trash")
    desk.settle()
    desk.wait(lambda: rows.texts() == ["Trash"])
    assert rows.isVisible()
    desk.do("undo")
    desk.settle()
    desk.wait(lambda: not rows.isVisible())


def test_what_is_restored_is_where_it_was(desk: TreeDesk, trash: TrashPane) -> None:
    choose(trash, "mlp")
    trash.restore.click()
    desk.settle()
    assert desk.names("drafts") == [RUN]
    desk.wait(lambda: trash.model.rowCount() == 1)
    assert desk.window.notifier.toast.text == "Restored “mlp”"


def test_deleting_for_good_is_asked_and_enter_does_nothing(
    desk: TreeDesk,
    trash: TrashPane,
) -> None:
    choose(trash, "mlp")
    trash.delete.click()
    frame = desk.window.window()
    dialog = frame.findChild(DeleteDialog)
    assert dialog is not None
    assert dialog.windowTitle() == "Delete “mlp” for good?"
    assert dialog.focusWidget() is dialog.cancel
    dialog.cancel.click()
    desk.settle()
    assert trash.model.rowCount() == 2
    QTest.keyClick(trash.table, Qt.Key.Key_Delete)
    [dialog] = [each for each in frame.findChildren(DeleteDialog) if each.isVisible()]
    dialog.confirm.click()
    desk.wait(lambda: trash.model.rowCount() == 1)
    assert [each[0] for each in cells(trash)] == ["paper"]


def test_an_empty_trash_says_what_it_is_for(desk: TreeDesk, trash: TrashPane) -> None:
    trash.empty.click()
    dialog = desk.window.window().findChild(DeleteDialog)
    assert dialog is not None
    dialog.confirm.click()
    desk.wait(trash.nothing.isVisible)
    assert trash.nothing.title == "The trash is empty"
    assert not trash.empty.isEnabled()


def test_its_texts_follow_the_language_and_have_names(
    desk: TreeDesk,
    trash: TrashPane,
    application: QApplication,
) -> None:
    assert trash.table.accessibleName() == "Trash"
    assert desk.page.location == Location(desk.location("").store_id, TRASH)
    trash.restore.setText("")
    trash.retranslate()
    assert trash.restore.text() == "Restore"


def test_the_page_comes_back_in_the_next_session(
    desk: TreeDesk,
    trash: TrashPane,
    tmp_path: Path,
) -> None:
    desk.application.save()
    assert "Trash" in (tmp_path / "state" / "config" / "session.json").read_text("utf-8")
